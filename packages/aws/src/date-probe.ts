import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Connection } from './connection.ts'

/**
 * The `Date` header of an unsigned `GET /`, undefined when there is none within `limitMs`; never throws.
 *
 * Its connection stays open for the request that follows.
 */
export function probeDate(url: URL, connection: Connection, limitMs: number): Promise<string | undefined> {
  const secure = url.protocol === 'https:'
  const agent = secure ? connection.httpsAgent : connection.httpAgent
  return new Promise((resolve) => {
    const request = (secure ? requestHttps : requestHttp)(new URL('/', url), { agent }, (response) => {
      const { date } = response.headers
      response.on('error', () => finish(date))
      response.on('end', () => finish(date))
      response.resume()
    })
    const timer = setTimeout(() => {
      request.destroy()
      finish(undefined)
    }, limitMs)
    const finish = (date: string | undefined): void => {
      clearTimeout(timer)
      resolve(date)
    }
    request.on('error', () => finish(undefined))
    request.end()
  })
}
