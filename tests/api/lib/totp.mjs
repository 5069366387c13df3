// SPDX-License-Identifier: EUPL-1.2
// What an authenticator app shows: RFC 6238, six digits.
import { createHmac } from 'node:crypto';

function fromBase32(text) {
    const bits = [...text].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
    return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

/** The code of a secret in Base32 at this moment. */
export function totp(secret, now = Date.now()) {
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
    const mac = createHmac('sha1', fromBase32(secret)).update(step).digest();
    const at = mac[19] & 15;
    return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
