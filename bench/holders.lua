-- SPDX-License-Identifier: EUPL-1.2
-- What loads have in common that POST something for persons drawn at random from a file of lines "person-id student-identifier": the
-- arguments HOLDERS ORGANISATION TOKEN, the request's headers, the report.

local report = require('report')

local module = {}
local identifiers = {}
local seeds = 0

function setup(thread)
    seeds = seeds + 1
    thread:set('seed', seeds)
end

-- Gives the organisation.
function module.begin(args, content_type)
    for row in io.lines(args[1]) do
        identifiers[#identifiers + 1] = row:match('^%d+ (.*)$')
    end
    math.randomseed(seed)
    wrk.method = 'POST'
    wrk.headers['Authorization'] = 'Bearer ' .. args[3]
    wrk.headers['Content-Type'] = content_type
    return args[2]
end

function module.any()
    return identifiers[math.random(#identifiers)]
end

function done(summary, latency)
    io.write(report.line(summary, latency))
end

return module
