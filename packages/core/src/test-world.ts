import { parseIamArn } from './arn.ts'
import type { Credentials, Session } from './credentials.ts'
import { AwsxError } from './errors.ts'
import { parseIni } from './ini.ts'
import type { PlanContext } from './plan-context.ts'
import type { AssumeRoleInput, GetSessionTokenInput, StsEndpoint } from './plan.ts'
import type {
  ExecutePorts,
  MfaQuestion,
  Notice,
  ProgramRequest,
  SessionRecord,
  SessionStore,
  StoredKey,
  Sts,
} from './ports.ts'
import { buildProfileGraph } from './profile-graph.ts'
import { Secret } from './secret.ts'

/** A world in memory for tests of plans and their execution: every port is a working fake. */

export const identityAccount = '234567890123'
export const franklinArn: string = `arn:aws:iam::${identityAccount}:user/franklin`
export const franklinMfa: string = `arn:aws:iam::${identityAccount}:mfa/franklin`
const startMs = Date.UTC(2026, 0, 5, 9, 0, 0)

/** A key in the vault, that of Franklin unless said otherwise. */
export function storedKey(changes: Partial<StoredKey> = {}): StoredKey {
  return {
    profile: 'identity',
    accessKeyId: 'AKIAFRANKLIN00000000',
    secretAccessKey: new Secret('franklin-secret'),
    accountId: identityAccount,
    arn: franklinArn,
    mfaSerial: null,
    region: null,
    addedAt: 0,
    ...changes,
  }
}

/** What a plan depends on, from the text of the files. */
export interface TestContext extends Omit<Partial<PlanContext>, 'graph' | 'storedKeys'> {
  readonly credentials?: string
  /** Null: the vault is locked. */
  readonly keys?: readonly StoredKey[] | null
}

/** A context with `config` as `/aws/config` and `credentials` as `/aws/credentials`. */
export function contextOf(config: string, { credentials = '', keys = [], ...rest }: TestContext = {}): PlanContext {
  const graph = buildProfileGraph([
    { kind: 'config', document: parseIni(config, '/aws/config') },
    { kind: 'credentials', document: parseIni(credentials, '/aws/credentials') },
  ])
  const storedKeys = keys === null ? null : new Map(keys.map((key) => [key.profile, key]))
  return { graph, storedKeys, environment: {}, flags: {}, settings: {}, osUser: 'ossie', ...rest }
}

/** A role of the fake STS; one that is not set up may be assumed by everybody. */
export interface FakeRole {
  readonly denied?: boolean
  readonly needsMfa?: boolean
  readonly mfaMaxAgeSeconds?: number
  /** Refuses a code in AssumeRole, as "deny everything without MFA but GetSessionToken" does. */
  readonly deniedDirect?: boolean
}

/** A call as the fake STS saw it. */
export interface FakeCall {
  readonly api: string
  readonly accessKeyId: string | null
  readonly endpoint: StsEndpoint
  readonly input: unknown
  readonly code: string | null
}

/** The world and the handles a test has on it. */
export interface TestWorld {
  readonly ports: ExecutePorts
  readonly calls: FakeCall[]
  readonly notices: Notice[]
  readonly questions: MfaQuestion[]
  readonly programRuns: ProgramRequest[]
  readonly roles: Map<string, FakeRole>
  readonly records: Map<string, SessionRecord>
  /** What the next questions are answered with, or the error they end in; the device's code where nothing is left. */
  readonly answers: string[]
  /** What a program prints, by its first word; a program that is not there cannot be run. */
  readonly outputs: Map<string, () => string>
  /** Names of calls: `['GetSessionToken', 'AssumeRole']`. */
  apis(): string[]
  /** The code the device shows now, that of the window before with -1. */
  code(windows?: number): string
  pass(seconds: number): void
  now(): number
}

/** A world whose vault holds `keys`; `store` false makes a session store that keeps nothing and cannot be written. */
export function createTestWorld(keys: readonly StoredKey[] = [storedKey()], store: boolean = true): TestWorld {
  let now = startMs
  const world = {
    calls: [] as FakeCall[],
    notices: [] as Notice[],
    questions: [] as MfaQuestion[],
    programRuns: [] as ProgramRequest[],
    roles: new Map<string, FakeRole>(),
    records: new Map<string, SessionRecord>(),
    answers: [] as string[],
    outputs: new Map<string, () => string>(),
    apis: () => world.calls.map(({ api }) => api),
    code: (windows = 0) => codeAt(now + windows * 30_000),
    pass: (seconds: number) => {
      now += seconds * 1000
    },
    now: () => now,
  }
  const ports: ExecutePorts = {
    sts: createFakeSts(world, () => now),
    keys: {
      list: async () => keys,
      get: async (profile) => keys.find((key) => key.profile === profile) ?? null,
      put: async () => {},
      remove: async () => false,
    },
    sessions: store ? createFakeStore(world.records) : brokenStore,
    programs: {
      async run(request) {
        world.programRuns.push(request)
        const output = world.outputs.get(request.argv[0] ?? '')
        if (output === undefined) throw new AwsxError('process_failed', 'no such program')
        return new Secret(output())
      },
    },
    mfa: {
      canAsk: () => true,
      async ask(question) {
        world.questions.push(question)
        const answer = world.answers.shift() ?? world.code()
        if (answer === 'mfa_required' || answer === 'cancelled') throw new AwsxError(answer, 'nobody to ask')
        return new Secret(answer)
      },
    },
    tokens: { read: async (path) => new Secret(`token of ${path}`) },
    clock: {
      now: () => now,
      async sleep(ms) {
        now += ms
      },
    },
    notify: (notice) => world.notices.push(notice),
  }
  return { ...world, ports }
}

function createFakeStore(records: Map<string, SessionRecord>): SessionStore {
  const facts = new Map<string, { readonly value: string; readonly until: number }>()
  return {
    get: async (key) => records.get(key) ?? null,
    async put(record) {
      records.set(record.key, record)
    },
    async delete(key) {
      records.delete(key)
    },
    list: async () => [...records.values()],
    async recall(key, now) {
      const fact = facts.get(key)
      return fact !== undefined && fact.until > now ? fact.value : null
    },
    async remember(key, value, until) {
      facts.set(key, { value, until })
    },
  }
}

const brokenStore: SessionStore = {
  get: async () => null,
  put: () => Promise.reject(new AwsxError('write_failed', 'the disk is full')),
  delete: async () => {},
  list: async () => [],
  recall: async () => null,
  remember: () => Promise.reject(new AwsxError('write_failed', 'the disk is full')),
}

function codeAt(ms: number): string {
  return String((Math.floor(ms / 30_000) * 7919) % 1_000_000).padStart(6, '0')
}

function createFakeSts(world: Pick<TestWorld, 'calls' | 'roles'>, now: () => number): Sts {
  const issued = new Map<string, Session>()
  const usedCodes = new Set<string>()

  function record(
    api: string,
    credentials: Credentials | null,
    input: { readonly endpoint: StsEndpoint },
    code: string | null,
  ): void {
    const accessKeyId = credentials?.accessKeyId ?? null
    world.calls.push({ api, accessKeyId, endpoint: input.endpoint, input, code })
  }

  function issue(durationSeconds: number, mfaAt: number | null, accountId: string | null, arn: string | null): Session {
    const accessKeyId = `ASIA${String(issued.size).padStart(16, '0')}`
    const session: Session = {
      credentials: { accessKeyId, secretAccessKey: new Secret('temporary'), sessionToken: new Secret('token') },
      expiresAt: now() + durationSeconds * 1000,
      issuedAt: now(),
      mfaAt,
      accountId,
      arn,
    }
    issued.set(accessKeyId, session)
    return session
  }

  /** When the MFA of a call was given: now with a code, else that of the session the call is made with. */
  function checkMfa(credentials: Credentials, serialNumber: string | null, code: string | null): number | null {
    if ((code === null) !== (serialNumber === null)) throw new AwsxError('request_refused', 'a serial needs a code')
    if (code === null) return issued.get(credentials.accessKeyId)?.mfaAt ?? null
    const isShown = [-1, 0, 1].some((windows) => codeAt(now() + windows * 30_000) === code)
    const use = `${serialNumber} ${code}`
    if (usedCodes.has(use)) throw new AwsxError('unexpected', `the code ${code} was sent twice`)
    usedCodes.add(use)
    if (!isShown) throw new AwsxError('mfa_refused', 'MultiFactorAuthentication failed')
    return now()
  }

  function checkRole(credentials: Credentials, input: AssumeRoleInput, mfaAt: number | null): void {
    const role = world.roles.get(input.roleArn) ?? {}
    const deny = (): never => {
      throw new AwsxError('access_denied', `not authorized to assume ${input.roleArn}`)
    }
    if (role.denied === true || (role.deniedDirect === true && credentials.sessionToken === null)) deny()
    if (role.needsMfa === true && mfaAt === null) deny()
    const ageSeconds = (now() - (mfaAt ?? 0)) / 1000
    if (role.mfaMaxAgeSeconds !== undefined && (mfaAt === null || ageSeconds >= role.mfaMaxAgeSeconds)) deny()
    if (credentials.sessionToken !== null && input.durationSeconds > 3600) {
      throw new AwsxError('request_refused', 'role chaining is limited to one hour')
    }
  }

  return {
    async getCallerIdentity(credentials, endpoint) {
      record('GetCallerIdentity', credentials, { endpoint }, null)
      const accountId = issued.get(credentials.accessKeyId)?.accountId ?? identityAccount
      return { accountId, arn: franklinArn, userId: 'AIDA' }
    },
    async getSessionToken(credentials: Credentials, input: GetSessionTokenInput, code) {
      record('GetSessionToken', credentials, input, code)
      if (credentials.sessionToken !== null) throw new AwsxError('access_denied', 'session credentials')
      return issue(input.durationSeconds, checkMfa(credentials, input.serialNumber, code), null, null)
    },
    async assumeRole(credentials, input, code) {
      record('AssumeRole', credentials, input, code)
      const mfaAt = checkMfa(credentials, input.serialNumber, code)
      checkRole(credentials, input, mfaAt)
      const arn = parseIamArn(input.roleArn)
      return issue(input.durationSeconds, code === null ? null : mfaAt, arn?.accountId ?? null, input.roleArn)
    },
    async assumeRoleWithWebIdentity(input, token) {
      record('AssumeRoleWithWebIdentity', null, input, token.reveal())
      return issue(input.durationSeconds, null, parseIamArn(input.roleArn)?.accountId ?? null, input.roleArn)
    },
  }
}
