// SPDX-License-Identifier: EUPL-1.2
// The routes of the pages, as the tables in the source have them.
import { readFileSync, readdirSync } from 'node:fs';

const source = new URL('../../../src/console/', import.meta.url);

/** All routes: [{method, path}], such as {GET, "/console/cards/{number}"}. */
export function pageRoutes() {
    const texts = readdirSync(source).filter((name) => name.endsWith('.c')).map((name) => readFileSync(new URL(name, source), 'utf8'));
    return texts.flatMap((text) => [...text.matchAll(/\{HTTP_(GET|POST), "([^"]+)"/g)].map(([, method, path]) => ({ method, path })));
}

const parameters = (path) => path.split('{').length - 1;

/** The route to which an address leads, of paths as pageRoutes() gives them; a literal wins over a parameter. */
export function routeOf(paths, address) {
    const { pathname } = new URL(address, 'http://x');
    const fits = (path) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname);
    return paths.filter(fits).sort((a, b) => parameters(a) - parameters(b))[0];
}

/** What a route gives is no page but a file, a picture, a style sheet or a script. */
export const isFile = (path) => /\.(csv|pdf|png|txt|js|webmanifest)$|\/(picture|export)$|\/organisations\/\{id\}\/legal\/|^\/(colours|look|logo)\//.test(path);

/** These lead to other pages at once. */
export const sentOn = ['/student', '/console/search', '/console/organisations/edit', '/docs/errors/{code}'];
