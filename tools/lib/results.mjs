// SPDX-License-Identifier: EUPL-1.2
// The count of a test run, over everything that was run: one line a suite, then what failed, then `N passed, N failed`.

function indented(text) {
    return text.trimEnd().replace(/^/gm, '    ');
}

/** When more of a suite have failed, one cause is behind most: the others are only named. */
const shownInFull = 10;

export class Results {
    #all = [];

    /** Notes one test; `outcome` is 'passed', 'failed' or 'skipped'. */
    add(suite, name, outcome, output = '') {
        this.#all.push({ suite, name, outcome, output });
    }

    passed(suite, name) {
        this.add(suite, name, 'passed');
    }

    failed(suite, name, output) {
        this.add(suite, name, 'failed', output);
    }

    /** Adds to what the latest failure of a suite tells. */
    note(suite, text) {
        const latest = this.#all.filter((test) => test.suite === suite && test.outcome === 'failed').at(-1);
        latest.output += `\n${text}`;
    }

    /** How many tests have this outcome, of one suite or of all. */
    count(outcome, suite) {
        return this.#all.filter((test) => test.outcome === outcome && (suite === undefined || test.suite === suite)).length;
    }

    #sentence(suite) {
        const skipped = this.count('skipped', suite);
        return `${this.count('passed', suite)} passed, ${this.count('failed', suite)} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    }

    /** Runs a suite and prints its line. A suite that notes nothing has failed. */
    async suite(name, work) {
        const begin = Date.now();
        await work(name);
        if (!this.#all.some((test) => test.suite === name)) {
            this.failed(name, 'the whole suite', 'no test was run');
        }
        console.log(`${name.padEnd(12)} ${this.#sentence(name)} (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
    }

    #printFailures(suite) {
        const failures = this.#all.filter((test) => test.suite === suite && test.outcome === 'failed');
        failures.forEach(({ name, output }, index) => {
            console.log(index < shownInFull ? `\nFAILED ${suite}: ${name}\n${indented(output)}` : `FAILED ${suite}: ${name}`);
        });
    }

    /** Prints the failures and the count; gives the exit status. */
    report() {
        new Set(this.#all.map(({ suite }) => suite)).forEach((suite) => this.#printFailures(suite));
        console.log(`\n${this.#sentence()}`);
        return this.count('failed') === 0 && this.count('passed') > 0 ? 0 : 1;
    }
}
