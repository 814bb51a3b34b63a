/** The part of a map that is seen, in places from 0 to 1 on both axes. */
export interface Viewport {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

/** Greatest magnification. */
const MOST_ZOOM = 200;

/** Magnified about a point that stays where it is; not beyond the whole. */
export function zoomed(view: Viewport, whole: Viewport, factor: number, x: number, y: number): Viewport {
  const zoom = (whole.right - whole.left) / (view.right - view.left);
  const by = Math.min(factor, MOST_ZOOM / zoom);
  return within(
    {
      left: x - (x - view.left) / by,
      right: x + (view.right - x) / by,
      bottom: y - (y - view.bottom) / by,
      top: y + (view.top - y) / by,
    },
    whole,
  );
}

export function moved(view: Viewport, whole: Viewport, x: number, y: number): Viewport {
  const { left, right, bottom, top } = view;
  return within({ left: left + x, right: right + x, bottom: bottom + y, top: top + y }, whole);
}

/** As large as it is, where there is room, and nowhere outside of the whole. */
function within(view: Viewport, whole: Viewport): Viewport {
  const [left, right] = inside(view.left, view.right, whole.left, whole.right);
  const [bottom, top] = inside(view.bottom, view.top, whole.bottom, whole.top);
  return { left, right, bottom, top };
}

function inside(from: number, to: number, low: number, high: number): [number, number] {
  if (to - from >= high - low) return [low, high];
  const shift = Math.max(0, low - from) - Math.max(0, to - high);
  return [from + shift, to + shift];
}
