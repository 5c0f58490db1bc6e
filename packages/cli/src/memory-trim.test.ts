import { expect, test, vi } from 'vitest'
import { createMemoryTrim } from './memory-trim.ts'

test('collects after 100 uses, and once when it is idle', () => {
  vi.useFakeTimers()
  try {
    const collect = vi.fn<() => void>()
    const { used } = createMemoryTrim(collect)
    for (let count = 0; count < 100; count++) used()
    vi.advanceTimersByTime(0)
    expect(collect).toHaveBeenCalledTimes(1)
    used()
    vi.advanceTimersByTime(999)
    expect(collect).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(1)
    expect(collect).toHaveBeenCalledTimes(2)
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})
