/* SPDX-License-Identifier: EUPL-1.2 */
#include "darkroom/fence.h"

#include "picture/protocol.h"

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

/* A decoder's buffers for the most pixels that are taken. */
#define MEMORY_BYTES (512UL << 20)

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCHITECTURE AUDIT_ARCH_RISCV64
#else
#error "add the architecture's name of linux/audit.h, and look whether its arguments of 64 bits begin with the low half"
#endif

/* Steps of the filter. The low half of an argument stands first on all machines named above. */
#define LOAD(member) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define LOAD_ARGUMENT(i) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args) + (i) * sizeof(__u64))
#define UNLESS_EQUAL_SKIP(value, steps) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (steps))
#define UNLESS_SET_SKIP(bits, steps) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), 0, (steps))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define KILL BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
#define ALLOW_CALL(name) UNLESS_EQUAL_SKIP(__NR_##name, 1), ALLOW

/* The call with this value in its first argument only. */
#define ALLOW_ON(name, descriptor) UNLESS_EQUAL_SKIP(__NR_##name, 4), LOAD_ARGUMENT(0), UNLESS_EQUAL_SKIP((descriptor), 1), ALLOW, KILL

static struct sock_filter steps[] = {
    LOAD(arch),
    UNLESS_EQUAL_SKIP(ARCHITECTURE, 1),
    BPF_STMT(BPF_JMP | BPF_JA, 1),
    KILL,
    LOAD(nr),
    ALLOW_ON(read, STDIN_FILENO),
    ALLOW_ON(write, STDOUT_FILENO),
    /* Memory, but none that can be run, and no file's. */
    ALLOW_CALL(brk),
    ALLOW_CALL(munmap),
    ALLOW_CALL(mremap),
    ALLOW_CALL(madvise),
    UNLESS_EQUAL_SKIP(__NR_mmap, 7),
    LOAD_ARGUMENT(3),
    UNLESS_SET_SKIP(MAP_ANONYMOUS, 4),
    LOAD_ARGUMENT(2),
    UNLESS_SET_SKIP(PROT_EXEC, 1),
    KILL,
    ALLOW,
    KILL,
    /* Time, where the kernel's page for it is missing. */
    ALLOW_CALL(clock_gettime),
    ALLOW_CALL(restart_syscall),
    ALLOW_CALL(exit),
    ALLOW_CALL(exit_group),
    KILL,
};

static bool limit(int what, rlim_t value)
{
    const struct rlimit limit = {value, value};
    return setrlimit((__rlimit_resource_t)what, &limit) == 0;
}

static bool set_limits(void)
{
    return limit(RLIMIT_CPU, DARKROOM_CPU_SECONDS) && limit(RLIMIT_AS, MEMORY_BYTES) && limit(RLIMIT_NOFILE, 0) && limit(RLIMIT_FSIZE, 0) &&
        limit(RLIMIT_NPROC, 0) && limit(RLIMIT_CORE, 0);
}

/* Where memory gets short, this process goes before the router. Only a wish. */
static void offer_to_die_first(void)
{
    const int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd >= 0) {
        (void)!write(fd, "1000", 4);
        (void)close(fd);
    }
}

bool fence_raise(void)
{
    const struct sock_fprog program = {.len = sizeof steps / sizeof steps[0], .filter = steps};
    offer_to_die_first();
    (void)alarm(DARKROOM_WALL_SECONDS);
    return set_limits() && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0 &&
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
