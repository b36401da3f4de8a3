/** Title and introduction of the page of each bench and simulation, and of the fault runs. */
export const subjects: Record<string, { title: string; about: string }> = {
  submit: {
    title: 'Carts at once',
    about: `Many carts are submitted to the local run at once. \`single\`: one request for each, beside a bare Worker in the same workerd that makes
one insert for each (the floor); \`asleep\` is the same without work on the jobs. \`batch\`: in batches of 1,000. \`run\`: a burst, sent twice with the same
\`Idempotency-Key\`s; answers to other requests are measured meanwhile, positions and forecasts are compared with the actual starts, and waits
with the simulation at this machine's rate. \`kill\`: workerd is killed after the last 202 and half-way. \`polls\`: a burst while many callers poll.
\`cancel\`: waiting and running jobs are cancelled. Every cart is followed to its end: one row, one search, the products that demo town shows.
One thread of workerd does everything here.`,
  },
  scrape: {
    title: 'Pages a minute',
    about: `The same pages are read by a sweep and by page jobs of Edgesweep, by Crawlee, and by bare puppeteer or \`fetch\` (the floor), in turns, on the
same Chromium, and every record is checked. A ladder of arms adds one step of the whole path at a time. The column \`stores\` lists the data that an
arm has stored at the end.`,
  },
  claim: {
    title: 'Records claimed and completed',
    about: `Records without work are claimed and completed on one Postgres with 4 connections, in turns: by Edgesweep's statements, by graphile-worker, by
pg-boss, and by bare SQL over the same records and over a table of a key and a status. Each record must be handled once. The last table holds a
transaction open elsewhere, so that dead rows cannot be removed.`,
  },
  import: {
    title: 'Imports',
    about: `A CSV is loaded into the table of advertisers with its three secondary indexes. \`floor\` is the least that could do it: COPY into an unlogged
table, then the best single statement, without checks, rejects, checkpoints or duplicates. \`host\` is \`edgesweep import --direct\`. \`edge\` uses parts
and statements over Neon's HTTP driver, in a process of Node. The tables are compared by hash.`,
  },
  beside: {
    title: 'A pipeline beside an import',
    about: `A runner works on creatives whose pages take 200 ms: alone (\`idle\`), while imports of the file run (\`import\`), and while processes use as much
processor time without the database (\`burn\`, the control load). Each workload has its own database role.`,
  },
  live: {
    title: 'Live answers during sweeps and imports',
    about: `Reads, writes and refreshes arrive at fixed rates, and each is timed from the moment at which it was due. Meanwhile outlets are swept again and
again, rows are imported, both, or somebody holds a transaction open. Beside each arm a control load uses the same processor time without the
database; the share of the Workers is used inside the same workerd, since they share one thread here; on Cloudflare they do not. \`old\` and \`old-30\` are
the design that users come from: one process, one pool of 15 or 30 connections (\`old-30\` with a standby for reads), workers that hold a connection while
they scrape, one queue. The stored items are compared with those of demo town.`,
  },
  governor: {
    title: 'The governor of a runner',
    about: `A runner goes through a backlog, processes that take all processors, processes that take memory, and idleness. Each decision is compared with the
rules and with the metrics.`,
  },
  faults: {
    title: 'Faults',
    about: `One fault after the other strikes a local stack: workerd, Postgres behind PgBouncer, Chromium. The work of one API key is struck. The
neighbours are small jobs of another key with pages of other domains: a refresh, a cart, and a page in each of the lanes \`interactive\` and
\`bulk\`, submitted every 1.2 s all the time. \`work\` counts the accepted jobs, outlets, records or deliveries. \`lost\`: without the result that they must
have. \`doubled\`: results, rows or events beyond one. \`executed twice\`: further requests for the same page or to the same receiver, which are
allowed. \`seconds to recover\`: from the end of the fault to the end of its work. The last columns are the neighbours' times from submission to
result: the p99 of the seconds before the fault, the p99 during it, and the most that is allowed. That is the first, the time for which the whole
system was away, and an allowance: 3 s; 5 to 8 s where browsers start, pages take a second of the one thread each, or 10,000 outlets are swept; more
where workerd is killed, because a dead worker's jobs are free after 15 s. A local run has one worker for each lane, with 8 places in \`interactive\`.`,
  },
  soak: {
    title: 'An hour of mixed load',
    about: `The clock sweeps demo town every minute. Beside it, callers read, submit carts, refresh outlets, sweep some, add creatives, which two
runners and the Workers claim, and import a file every ten minutes. In the middle, a new version of the Worker \`state\` replaces the old one: on this
machine all Workers restart with it. The first sixth of the time warms up. A figure is flat if its rule holds at the end; what grows by design is
compared with its count, and a limit that follows a count is shown at the moment when it was nearest. Memory is resident memory, in which a shared
page counts in equal parts for each process that has it. Every accepted job must end with one row and one event, every cart with demo town's offers,
every record must be completed, and every event delivered.`,
  },
  'simulation-burst': {
    title: 'Simulation: 25,000 carts at once',
    about: `Lane, forecasts and browser permits run under a virtual clock. A cart takes 37 s (lognormal, sigma 0.5), all carts come at once, a consumer works on
8 at a time, and contexts of one browser are assumed not to slow each other. Cloudflare's limits on browsers are parameters.`,
  },
  'simulation-eta': {
    title: 'Simulation: forecasts',
    about: `Service times are lognormal and the capacity is halved midway. The table shows how many jobs started within
±25 % of the p50 that was forecast a minute before, and how many before the p90.`,
  },
  'simulation-polls': {
    title: 'Simulation: polls',
    about:
      'Callers of waiting jobs poll every 2 s. The table shows how many requests reach the Lane object, by the number of isolates that answer.',
  },
  'simulation-shards': {
    title: 'Simulation: shards of a lane',
    about: 'How long one Lane object takes to accept a burst, and how many shards a rate of jobs needs.',
  },
  'simulation-sweeps': {
    title: 'Simulation: 10,000 outlets',
    about: `Lane, domain permits and browser permits run under a virtual clock with a sweep of all outlets every quarter of an hour. A third of the pages is
rendered in 2.5 s, the others are fetched in 0.6 s. Prices are those of November 2026.`,
  },
}
