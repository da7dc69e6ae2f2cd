import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { GridDrag } from '../../src/result/grid-drag'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const at = (clientX: number, clientY: number): MouseEvent => ({ clientX, clientY }) as MouseEvent

test('a pointer held still is told again and again until the drawing ends', () => {
  const reach = vi.fn()
  const drag = new GridDrag(reach)
  drag.move(at(1, 1))
  vi.advanceTimersByTime(1000)
  expect(reach).not.toHaveBeenCalled()
  drag.begin(at(5, 5))
  drag.move(at(7, 900))
  expect(reach.mock.calls).toEqual([[7, 900]])
  vi.advanceTimersByTime(150)
  expect(reach.mock.calls).toEqual(Array.from({ length: 4 }, () => [7, 900]))
  drag.end()
  drag.move(at(8, 8))
  vi.advanceTimersByTime(1000)
  expect(reach).toHaveBeenCalledTimes(4)
})
