// SPDX-License-Identifier: EUPL-1.2
// The public page of a card: how many the router gives away beside `status`, and when it is painted on a slow network; and the dashboard.
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { paintings } from '../../tests/browser/lib/painting.mjs';
import { duel, faultless, median, middle, ratio } from './load.mjs';
import { root } from './processes.mjs';

function addPainting(table, what, times) {
    const ms = median(times);
    table.add(what, `${ms.toFixed(0)} ms`, 'under 1,000 ms', ms < 1000);
}

export async function measurePages({ router, hot, table, plan, cookies }) {
    const file = join(root, 'bench/work/pages.txt');
    writeFileSync(file, hot.map((number) => `${number}\n`).join(''));
    const options = { seconds: plan.seconds, args: [file] };
    const { url } = router.ready;
    const results = await duel(plan.rounds, () => faultless('page', url, options), () => faultless('status', url, options));
    const rates = [0, 1].map((side) => Math.round(middle(results, side, 'perSecond')).toLocaleString('en'));
    const by = ratio(results, 'perSecond');
    table.add('public pages of cards, packed', `${by.toFixed(2)} of status (${rates[0]} by ${rates[1]} a second)`, 'at least 0.5', by >= 0.5);
    addPainting(table, 'largest part of such a page painted, slow 4G', (await paintings(`${url}/${hot[0]}`)).first);
    addPainting(table, 'of the dashboard, by somebody who was there before', (await paintings(`${url}/console`, { cookies })).again);
}
