import type { Operations } from '../api/bodies.ts'

type Role = NonNullable<Operations['connections']>[number]

/** The connections of each role: active ones in a solid colour, idle ones pale. The track's length is the role's limit. */
export function ConnectionBars({ roles }: { roles: Role[] }) {
  const most = Math.max(...roles.map(roomOf))
  return (
    <ul class="connection-bars">
      {roles.map((role) => (
        <li key={role.role}>
          <span title={role.role}>{role.role.replace(/^edgesweep_/, '')}</span>
          <span
            class={`connection-track tone-${toneOf(role)}`}
            style={{
              '--room': roomOf(role) / most,
              '--share': role.connections / roomOf(role),
              '--active': role.active / roomOf(role),
            }}
            role="img"
            aria-label={describe(role)}
          />
          <span class="quiet number">
            {role.connections}
            {role.limit !== null && ` / ${role.limit}`}
          </span>
          <span class={`connection-locks number${role.lock_waits > 0 ? ' is-trouble' : ' quiet'}`}>
            {role.lock_waits > 0 && `${role.lock_waits} lock waits`}
          </span>
        </li>
      ))}
    </ul>
  )
}

const roomOf = ({ limit, connections }: Role) => Math.max(1, limit ?? connections)

/** Only active connections count towards the limit here, because idle ones are reused. */
const toneOf = ({ limit, active, lock_waits }: Role) =>
  limit !== null && active >= limit ? 'bad' : lock_waits > 0 ? 'warn' : 'busy'

const describe = ({ limit, connections, active, lock_waits }: Role) =>
  `${connections} connections${limit === null ? '' : ` of ${limit}`}, ${active} active, ${lock_waits} waiting for a lock`
