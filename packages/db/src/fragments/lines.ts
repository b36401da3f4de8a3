import { type SQL, sql } from 'drizzle-orm'
import { storableJson } from '../storable-json.ts'

/**
 * A table, named `d`, whose open rows wait in lines: one line for each receiver or host, so that a dead or slow one delays no other. An index over
 * the open rows begins with the line, then `next_attempt_at`, then `position`.
 */
export interface LinedTable {
  table: SQL
  line: SQL
  /** The API key to which a row belongs; empty for the clock's. */
  owner: SQL
  isOpen: SQL
  /** Of an open row: it may be claimed once it is due. Others do not count as waiting. */
  isReady: SQL
  /** Of an open row: no worker holds it. */
  isFree: SQL
  position: SQL
  /** The table that knows how the newest attempts in a line ended, and its column with the name of the line. */
  verdicts: { table: SQL; line: SQL }
}

/** Which rows a worker may claim. */
export interface LineShares {
  limit: number
  /** The maximum number of rows of doubtful lines among them: lines that are new, or whose newest attempt failed or was slow. */
  doubtful: number
  /** The maximum number of rows of doubtful lines that one owner may have, with those that the worker holds. */
  doubtfulPerOwner: number
  /** The owners of the rows of doubtful lines that the worker holds, once for each row. */
  holding: string[]
  /** The maximum number of unfinished rows of one line. A line that is new or failed has one. */
  perLine: number
  /** The lines after this name come first. Empty: begin at the first name. */
  after: string
}

/** The line that a claimed row waited in. */
export interface ClaimedLine {
  line: string
  owner: string
  /** Attempts in a row in this line that failed by the fault of its receiver. */
  failures: number
  isDoubtful: boolean
}

/** The maximum number of lines that one claim looks at. */
const linesAtOnce = 1_000

/**
 * Common table expressions of a `with recursive`. The last one, `chosen`, has the rows to claim, in rounds: first each line's longest due row, then
 * each line's next one. Owners take turns. Within an owner, doubtful lines that were never attempted take turns with the other doubtful ones, of which
 * the one whose newest attempt is longest ago goes first. Unfinished rows stay at the head of their line and count against `perLine`; two claims at
 * the same moment may exceed it.
 */
export function chosenFromLines(
  { table, line, owner, isOpen, isReady, isFree, position, verdicts }: LinedTable,
  { limit, doubtful, doubtfulPerOwner, holding, perLine, after }: LineShares,
): SQL {
  const firstLine = (condition: SQL): SQL =>
    sql`(select ${line} from ${table} d where ${isOpen} and ${condition} order by 1 limit 1)`
  return sql`
    -- Each step finds the next line with open rows. The second lap begins at the first name and ends at the start.
    walk (lap, line, step) as (
      (values (0, ${firstLine(sql`${line} > ${after}::text`)}, 1), (1, ${firstLine(sql`true`)}, 1))
      union all
      select w.lap, ${firstLine(sql`${line} > w.line`)}, w.step + 1
      from walk w
      where w.line is not null and w.step < ${linesAtOnce}::int and (w.lap = 0 or w.line <= ${after}::text)
    ),
    seen as materialized (
      select w.* from walk w
      where w.line is not null and (w.lap = 0 or w.line <= ${after}::text)
      order by w.lap, w.step
      limit ${linesAtOnce}::int
    ),
    lines as materialized (
      select s.line, r.failures is null as untried, r.changed_at as judged_at, coalesce(r.failures, 0) as failures,
        r.failures is null or r.failures > 0 as limited, r.failures is null or r.failures > 0 or r.slow as doubtful
      from seen s
      left join ${verdicts.table} r on r.${verdicts.line} = s.line
      where r.rests_until is null or r.rests_until <= now()
    ),
    -- \`place\`: the row's place in its line, from 1.
    heads as materialized (
      select l.*, h.id, h.owner, h.place, h.due_at
      from lines l
      cross join lateral (
        select d.id, ${owner} as owner, d.next_attempt_at as due_at, ${isFree} as free,
          row_number() over (order by d.next_attempt_at, ${position}) as place
        from ${table} d
        where ${line} = l.line and ${isOpen} and d.next_attempt_at <= now() and ${isReady}
        order by d.next_attempt_at, ${position}
        limit case when l.limited then 1 else ${perLine}::int end
      ) h
      where h.free
    ),
    held as materialized (
      select owner, count(*) as rows from jsonb_array_elements_text(${storableJson(holding)}::jsonb) as owner group by owner
    ),
    -- \`share\`: the number of rows that its owner would then have.
    turns as materialized (
      select h.*, row_number() over (partition by doubtful, owner order by turn, untried desc)
          + case when doubtful then coalesce(held.rows, 0) else 0 end as share
      from (
        select *, row_number() over (
          partition by doubtful, untried, owner order by place, case when doubtful then judged_at end, due_at
        ) as turn from heads
      ) h
      left join held using (owner)
    ),
    chosen as materialized (
      select id, line, owner, failures, doubtful, share, place, due_at
      from (
        select *, row_number() over (partition by doubtful order by share, judged_at nulls first, due_at) as nth
        from turns where not doubtful or share <= ${doubtfulPerOwner}::int
      ) ranked
      where not doubtful or nth <= ${doubtful}::int
      order by share, place, due_at
      limit ${limit}::int
    )`
}

/** The fields of a `ClaimedLine`, from `chosen c`. */
export const claimedLine = sql`c.line, c.owner, c.failures, c.doubtful as "isDoubtful"`

/** The order in which chosen rows start. */
export const byShare = sql`c.share, c.place, c.due_at, c.id`

/** Where the next claim begins, and whether this one has looked at every line with open rows. */
export interface LineCursor {
  after: string
  isWholeLap: boolean
}

/** The fields of a `LineCursor`, from `seen`. */
export const lineCursor = sql`
  coalesce((select line from seen order by lap desc, step desc limit 1), '') as after,
  (select count(*) from seen) < ${linesAtOnce}::int as "isWholeLap"`

/** How the newest attempts in a line ended. */
export interface LineVerdict {
  line: string
  failures: number
  slow: boolean
  /** No attempt starts for this time. */
  restSeconds: number
}

/**
 * A statement that notes the verdicts of `source (line, failures, slow, "restSeconds")`. A prompt answer in a line that answers is noted once a day,
 * because many attempts in one line end at once.
 */
export const noteVerdicts = ({ table, line }: LinedTable['verdicts'], source: SQL): SQL => sql`
  insert into ${table} as r (${line}, failures, slow, rests_until, changed_at)
  select distinct on (line) line, failures, slow, now() + make_interval(secs => "restSeconds"), now()
  from ${source}
  where line is not null
  order by line, failures desc, "restSeconds" desc
  on conflict (${line}) do update
  set failures = excluded.failures, slow = excluded.slow, changed_at = now(),
    rests_until = case when excluded.failures > 0 then greatest(r.rests_until, excluded.rests_until) else excluded.rests_until end
  where r.failures > 0 or excluded.failures > 0 or r.slow or excluded.slow or r.changed_at < now() - interval '1 day'`

/** The columns of a list of verdicts in JSON. */
export const verdictFields = sql`(line text, failures int, slow boolean, "restSeconds" float8)`
