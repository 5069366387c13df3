// SPDX-License-Identifier: EUPL-1.2
// The figures of a measurement: each with what is required of it, as a table.
import { cpus } from 'node:os';

export class Table {
    #rows = [];

    /** Notes a figure; `holds` undefined for one of which nothing is required. */
    add(what, found, required = '', holds = undefined) {
        this.#rows.push([what, found, required, holds === undefined ? '' : holds ? 'yes' : '**no**']);
        console.log(`${what}: ${found}${required === '' ? '' : ` (required: ${required}; ${holds ? 'holds' : 'DOES NOT HOLD'})`}`);
    }

    get holds() {
        return this.#rows.every((row) => row[3] !== '**no**');
    }

    toString() {
        const rows = [['what', 'found', 'required', 'holds'], ['---', '---', '---', '---'], ...this.#rows];
        return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
    }
}

export function machine() {
    return `${cpus().length} cores (${cpus()[0].model.trim()}), the load generator on the same ones`;
}
