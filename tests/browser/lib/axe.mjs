// SPDX-License-Identifier: EUPL-1.2
// Looks at a page with axe-core: the rules of WCAG 2.2 at level AA, and its own good practice.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** All that another colour scheme can break, and all that another width can. */
export const colourRules = ['color-contrast', 'link-in-text-block'];
export const widthRules = [...colourRules, 'target-size', 'scrollable-region-focusable', 'region', 'aria-hidden-focus', 'skip-link'];

function lineOf({ id, help, nodes }) {
    return nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target.join(' ')}: ${failureSummary.split('\n').at(-1).trim()}`);
}

/** The violations, a line each. The script comes over the debugger, which no policy of the page concerns; the page's own stays in force. */
export async function violations(page, rules) {
    if (!(await page.evaluate(() => 'axe' in window))) {
        await page.evaluate(source);
    }
    const runOnly = rules === undefined ? { type: 'tag', values: tags } : { type: 'rule', values: rules };
    const found = await page.evaluate((options) => window.axe.run(document, options), { runOnly, resultTypes: ['violations'] });
    return found.violations.flatMap(lineOf);
}
