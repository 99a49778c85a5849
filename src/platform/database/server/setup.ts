/** Where a server that is followed answers, and how the follower signs in. */
export interface Upstream {
  readonly host: string
  readonly port: number
  readonly password: string
  /** Of the slot on the upstream, which keeps what the follower has not got yet. */
  readonly slot: string
}

/** Whether the way to a server stays on this machine, where nothing is encrypted. */
export const staysHere = (host: string): boolean => host === '127.0.0.1' || host === 'localhost'

/** What one server is to the other sites at this moment; written into its settings at each change. */
export interface Setup {
  /** Name under which it signs in where it follows; letters, digits and `_`. */
  readonly site?: string
  /** Names of the sites that must have a change on disk before it counts. */
  readonly copies?: readonly string[]
  /** Follows another server: a standby. */
  readonly follow?: Upstream
  /** Has not proven yet that no other site went on without it: nothing may be changed. */
  readonly readOnly?: boolean
}

/** Who may reach the server, besides this machine. Fixed for the life of the process. */
export interface Reach {
  /** `listen_addresses`; default 127.0.0.1. */
  readonly listen?: string
  /** 0 or none: a free port at each start. */
  readonly port?: number
  /** Addresses or networks (CIDR) from which a follower may sign in. */
  readonly from?: readonly string[]
  /**
   * Folder with `cert.pem`, `key.pem` and `ca.pem`: with it, followers from elsewhere must speak TLS, and this site follows
   * elsewhere only a server whose certificate is of that authority and names the address.
   */
  readonly tls?: string
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`
/** Inside primary_conninfo values are quoted once more, in libpq's way. */
const inConninfo = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/**
 * `synchronous_commit = on` waits until a copy has the change on its disk. `remote_apply` would also wait until queries
 * there see it, which nobody needs: no page reads from a copy; and a long query there would hold up every writer here.
 * A follower reports each second and either side gives up a silent one after three: the platform must know within five
 * seconds that a copy is lost.
 */
export const setupSettings = ({ site, copies = [], follow, readOnly }: Setup, { tls }: Reach = {}): string => {
  const names = copies.map(name => `"${name}"`).join(', ')
  const conninfo =
    follow &&
    [
      `host=${inConninfo(follow.host)}`,
      `port=${follow.port}`,
      'user=musubi_replica',
      `password=${inConninfo(follow.password)}`,
      `application_name=${site ?? 'musubi_copy'}`,
      'connect_timeout=3',
      // Without a folder of certificates `up` and `standby` start only where the operator's own tunnel encrypts the way.
      staysHere(follow.host)
        ? 'sslmode=disable'
        : tls
          ? 'sslmode=verify-full sslrootcert=site-ca.pem sslcert=site-cert.pem sslkey=site-key.pem'
          : 'sslmode=prefer',
    ].join(' ')
  return `# Copies at other sites.
synchronous_standby_names = ${quote(copies.length === 0 ? '' : `FIRST ${copies.length} (${names})`)}
wal_sender_timeout = 3s
wal_receiver_timeout = 3s
wal_receiver_status_interval = 1s
wal_retrieve_retry_interval = 500ms
max_replication_slots = 8
# A copy that stays away longer than this is made anew: the first site must not die of a full disk.
max_slot_wal_keep_size = 4GB
hot_standby = on
primary_conninfo = ${quote(conninfo ?? '')}
primary_slot_name = ${quote(follow?.slot ?? '')}
default_transaction_read_only = ${readOnly ? 'on' : 'off'}
`
}

export const reachSettings = ({ listen = '127.0.0.1', tls }: Reach): string => `listen_addresses = ${quote(listen)}
${tls ? "ssl = on\nssl_cert_file = 'site-cert.pem'\nssl_key_file = 'site-key.pem'\n" : ''}`

/** Passwords for everyone. From elsewhere only the role that copies, only from the addresses given, over TLS where there is. */
export const accessRules = ({ from = [], tls }: Reach): string => `# Written by Musubi.
local   all          all                 scram-sha-256
host    all          all  127.0.0.1/32   scram-sha-256
local   replication  all                 scram-sha-256
host    replication  all  127.0.0.1/32   scram-sha-256
${from
  .flatMap(address =>
    ['replication', 'musubi'].map(
      database => `${tls ? 'hostssl' : 'host'} ${database} musubi_replica ${address} scram-sha-256`,
    ),
  )
  .join('\n')}
`
