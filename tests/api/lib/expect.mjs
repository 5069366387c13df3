// SPDX-License-Identifier: EUPL-1.2
// What tests ask of an answer.
import assert from 'node:assert/strict';

export function expectStatus(answer, status) {
    assert.equal(answer.status, status, answer.text.slice(0, 500));
    return answer.json;
}

// A refusal: `code` may be undefined where the contract names none; each of `words` is in the message, as text or as pattern.
export function expectError(answer, status, code, ...words) {
    assert.equal(answer.status, status, answer.text.slice(0, 500));
    if (code !== undefined) {
        assert.equal(answer.json.code, code, answer.text);
    }
    for (const word of words) {
        const found = word instanceof RegExp ? word.test(answer.json.message) : answer.json.message.includes(word);
        assert.ok(found, `the message says ${word}: ${answer.json.message}`);
    }
}
