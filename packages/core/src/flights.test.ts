import { expect, test } from 'vitest'
import { createFlights } from './flights.ts'

test('callers of one key share one run, those of another do not', async () => {
  const flights = createFlights()
  let runs = 0
  const run = async () => {
    runs += 1
    return runs
  }
  expect(await Promise.all([flights.share('a', run), flights.share('a', run), flights.share('b', run)])).toEqual([
    1, 1, 2,
  ])
})

test('a key is forgotten when its run ends, well or badly', async () => {
  const flights = createFlights()
  const fail = () => Promise.reject(new Error('no'))
  await expect(Promise.all([flights.share('a', fail), flights.share('a', fail)])).rejects.toThrow('no')
  expect(await flights.share('a', async () => 1)).toBe(1)
  expect(await flights.share('a', async () => 2)).toBe(2)
})
