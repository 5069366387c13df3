-- SPDX-License-Identifier: EUPL-1.2
-- A load for wrk: POST .../cards for persons drawn at random from a file of lines "person-id student-identifier".
-- wrk ... -s bench/issue.lua URL -- HOLDERS ISSUER TOKEN

package.path = 'bench/?.lua;' .. package.path
local holders = require('holders')

local body = '{"personIdentifier": "%s", "issuerIdentifier": "%s", "cardType": "SMART_PASSIVE_EMULATION", "cardStatusType": "ACTIVE", '
    .. '"issuedAt": "2026-10-01", "expiresAt": "2027-09-30"}'
local issuer

function init(args)
    issuer = holders.begin(args, 'application/json')
end

function request()
    wrk.body = body:format(holders.any(), issuer)
    return wrk.format(nil, '/esc-rest/api/v2/cards')
end
