-- SPDX-License-Identifier: EUPL-1.2
-- A load for wrk: POST .../cards for persons drawn at random from a file of lines "person-id student-identifier".
-- wrk ... -s bench/issue.lua URL -- HOLDERS ISSUER TOKEN

package.path = 'bench/?.lua;' .. package.path
local report = require('report')

local holders = {}
local body = '{"personIdentifier": "%s", "issuerIdentifier": "%s", "cardType": "SMART_PASSIVE_EMULATION", "cardStatusType": "ACTIVE", '
    .. '"issuedAt": "2026-10-01", "expiresAt": "2027-09-30"}'
local issuer

function setup(thread)
    seeds = (seeds or 0) + 1
    thread:set('seed', seeds)
end

function init(args)
    for row in io.lines(args[1]) do
        holders[#holders + 1] = row:match('^%d+ (.*)$')
    end
    issuer = args[2]
    math.randomseed(seed)
    wrk.method = 'POST'
    wrk.headers['Authorization'] = 'Bearer ' .. args[3]
    wrk.headers['Content-Type'] = 'application/json'
end

function request()
    wrk.body = body:format(holders[math.random(#holders)], issuer)
    return wrk.format(nil, '/esc-rest/api/v2/cards')
end

function done(summary, latency)
    io.write(report.line(summary, latency))
end
