/** In pixels of the canvas. */
type At = readonly [x: number, y: number];

export interface MapGestures {
  zoom(factor: number, x: number, y: number): void;
  move(x: number, y: number): void;
  hover(x: number, y: number): void;
  leave(): void;
  pick(x: number, y: number): void;
  /** What is being dragged over has changed. */
  dragged(): void;
  select(from: At, to: At): void;
}

/** Pixels from which a press is dragging. */
const LEAST_DRAG = 5;
/** Magnification of a pixel of the wheel. */
const WHEEL = 1.002;

/** Dragging selects, or with Shift or the middle button moves the map; a press without dragging picks; the wheel magnifies. */
export class MapPointer {
  /** What is being selected. */
  dragging: { from: At; to: At } | null = null;
  #pressed: At | null = null;
  #moves = false;
  #last: At = [0, 0];

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly gestures: MapGestures,
  ) {
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener('pointerdown', (event) => this.#down(event));
    canvas.addEventListener('pointermove', (event) => this.#move(event));
    canvas.addEventListener('pointerup', (event) => this.#up(event));
    canvas.addEventListener('pointercancel', () => this.#end());
    canvas.addEventListener('pointerleave', () => gestures.leave());
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    this.gestures.zoom(WHEEL ** -event.deltaY, event.offsetX, event.offsetY);
  }

  #down(event: PointerEvent): void {
    if (event.pointerType === 'mouse' && event.button > 1) return;
    this.#pressed = this.#last = [event.offsetX, event.offsetY];
    this.#moves = event.shiftKey || event.button === 1;
    this.canvas.setPointerCapture(event.pointerId);
  }

  #move({ offsetX: x, offsetY: y }: PointerEvent): void {
    if (!this.#pressed) return this.gestures.hover(x, y);
    const [startX, startY] = this.#pressed;
    if (this.#moves) this.gestures.move(x - this.#last[0], y - this.#last[1]);
    else if (this.dragging || Math.hypot(x - startX, y - startY) >= LEAST_DRAG) {
      this.dragging = { from: this.#pressed, to: [x, y] };
      this.gestures.dragged();
    }
    this.#last = [x, y];
  }

  #up({ offsetX, offsetY }: PointerEvent): void {
    const [dragging, pressed, moves] = [this.dragging, this.#pressed, this.#moves];
    this.#end();
    if (dragging) this.gestures.select(dragging.from, dragging.to);
    else if (pressed && !moves) this.gestures.pick(offsetX, offsetY);
  }

  #end(): void {
    this.dragging = null;
    this.#pressed = null;
    this.gestures.dragged();
  }
}
