import { createCredentialsEndpoint, createSessionKeeper } from '@awsx/agent'
import { AwsxError, commandWord, type Clock, type EndpointPlace, type StandInFiles } from '@awsx/core'
import type { StorePaths } from '@awsx/store'
import { createEndpointFolder } from './endpoint-folder.ts'
import { formatTrouble, type EndpointSource } from './endpoint-source.ts'
import type { Io } from './io.ts'

/** An endpoint that is open, with the files that belong to it. */
export interface Serving {
  readonly place: EndpointPlace
  readonly files: StandInFiles
  /** Closes it and removes its files. */
  close(): Promise<void>
}

/** What it works with. */
export interface ServingDeps {
  readonly io: Io
  readonly clock: Clock
  readonly paths: StorePaths
}

/** How it is to be reached. */
export interface ServingOptions {
  readonly port?: number
  /** The token itself instead of its file, for SDKs that know no file. */
  readonly tokenAsVariable: boolean
}

/**
 * Serves a session, renewed for as long as this is open.
 *
 * Throws `usage` for credentials that do not end, which the protocol has no form for; `write_failed`.
 */
export async function openServing(
  { io, clock, paths }: ServingDeps,
  source: EndpointSource,
  { port = 0, tokenAsVariable }: ServingOptions,
): Promise<Serving> {
  const { session, profile } = source.input
  if (session.expiresAt === null || session.credentials.sessionToken === null) {
    throw new AwsxError(
      'usage',
      `the credentials of '${profile}' do not end, and an endpoint hands out sessions only`,
      {
        hint: `awsx exec ${commandWord(profile)} --via environment`,
      },
    )
  }
  const keeper = createSessionKeeper({
    first: session,
    obtain: source.renew,
    clock,
    onTrouble: (error, until) => io.warn(formatTrouble(error.message, source.renewCommand, until, clock.now())),
    onRenewed: () => folder?.touch(),
  })
  const endpoint = await createCredentialsEndpoint({ credentials: keeper.current, trouble: keeper.trouble, port })
  let folder: ReturnType<typeof createEndpointFolder> | null = null
  try {
    folder = createEndpointFolder(paths.runDir, { token: endpoint.token, config: source.config })
  } catch (error) {
    keeper.close()
    source.close()
    await endpoint.close()
    throw error
  }
  const { tokenFile, configFile, credentialsFile, remove } = folder
  return {
    place: {
      url: endpoint.url,
      token: tokenAsVariable ? { kind: 'text', text: endpoint.token } : { kind: 'file', path: tokenFile },
    },
    files: { config: configFile, credentials: credentialsFile },
    async close() {
      keeper.close()
      source.close()
      remove()
      await endpoint.close()
    },
  }
}
