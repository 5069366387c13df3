// SPDX-License-Identifier: EUPL-1.2
// A reporter of Node's test runner that writes one JSON line for each test that holds no others, and for what tests print.

function reasonOf(error) {
    const cause = error?.cause ?? error;
    return String(cause?.stack ?? cause?.message ?? cause);
}

/** Notes how many tests stood below each level, so that groups can be told from tests. */
class Levels {
    #below = [];

    /** Takes a finished test; true when it counts: it is no group, or a group that failed by itself (its hooks, say). */
    counts({ nesting }, ok) {
        const below = this.#below[nesting + 1] ?? { all: 0, failed: 0 };
        this.#below.length = nesting + 1;
        const own = (this.#below[nesting] ??= { all: 0, failed: 0 });
        own.all++;
        own.failed += ok ? 0 : 1;
        return below.all === 0 || (!ok && below.failed === 0);
    }
}

export default async function* report(source) {
    const levels = new Levels();
    for await (const { type, data } of source) {
        if (type === 'test:stdout' || type === 'test:stderr') {
            yield `${JSON.stringify({ printed: data.message })}\n`;
        }
        if ((type === 'test:pass' || type === 'test:fail') && levels.counts(data, type === 'test:pass')) {
            const isSkipped = data.skip !== undefined || data.todo !== undefined;
            const outcome = isSkipped ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed';
            yield `${JSON.stringify({ name: data.name, outcome, output: outcome === 'failed' ? reasonOf(data.details?.error) : '' })}\n`;
        }
    }
}
