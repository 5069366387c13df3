/* SPDX-License-Identifier: EUPL-1.2 */
#include "darkroom/trial.h"

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static void try_open(void)
{
    (void)open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void try_create(void)
{
    (void)open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR);
}

static void try_connect(void)
{
    (void)socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static void try_fork(void)
{
    if (fork() == 0) {
        _exit(0);
    }
}

static void try_execute(void)
{
    (void)execl("/bin/true", "true", (char *)NULL);
}

static void try_signal(void)
{
    (void)kill(getppid(), 0);
}

static void try_trace(void)
{
    (void)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static void try_read_elsewhere(void)
{
    char byte;
    (void)!read(STDERR_FILENO, &byte, 1);
}

static void try_write_elsewhere(void)
{
    (void)!write(STDERR_FILENO, "out\n", 4);
}

static void try_code_in_memory(void)
{
    (void)mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void try_file_in_memory(void)
{
    (void)mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
}

static void try_make_code(void)
{
    static char page[8192] __attribute__((aligned(4096)));
    (void)mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static void try_lift_limits(void)
{
    const struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    (void)setrlimit(RLIMIT_CPU, &limit);
}

static void try_lift_alarm(void)
{
    (void)alarm(0);
}

static void try_live_on(void)
{
    (void)prctl(PR_SET_PDEATHSIG, 0);
}

/* Not a forbidden call: the limits of time and memory end it. */
static void try_burn(void)
{
    for (volatile unsigned long i = 0;; i++) {
    }
}

static const struct {
    const char *name;
    void (*run)(void);
} acts[] = {
    {"open", try_open},
    {"create", try_create},
    {"connect", try_connect},
    {"fork", try_fork},
    {"execute", try_execute},
    {"signal", try_signal},
    {"trace", try_trace},
    {"read-elsewhere", try_read_elsewhere},
    {"write-elsewhere", try_write_elsewhere},
    {"code-in-memory", try_code_in_memory},
    {"file-in-memory", try_file_in_memory},
    {"make-code", try_make_code},
    {"lift-limits", try_lift_limits},
    {"lift-alarm", try_lift_alarm},
    {"live-on", try_live_on},
    {"burn", try_burn},
};

bool trial_run(const char *act)
{
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        if (strcmp(acts[i].name, act) == 0) {
            acts[i].run();
            return true;
        }
    }
    return false;
}
