import type { LiveSetting } from '../live-run';
import type { Pointing } from '../view';
import { MOST_YAW, type Place } from './stage';

/** Pixels that a press moves before it is a drag. */
const DRAG = 5;
/** Pixels of a drag over the whole range of the camera. */
const FULL_TURN = 700;

export interface PointerTarget {
  settingAt(place: Place): LiveSetting | null;
  /** @param yaw radians, within ±{@link MOST_YAW} */
  turnTo(yaw: number): void;
  yaw(): number;
}

/** Pointing at rows hovers them, a click pins, a drag turns the camera. */
export class Pointer {
  readonly #listening = new AbortController();
  #pressed: { x: number; yaw: number; turning: boolean } | null = null;
  #hovered: LiveSetting | null = null;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly pointing: Pointing,
    private readonly target: PointerTarget,
  ) {
    // Dragging sideways turns; up and down scrolls the page.
    canvas.style.touchAction = 'pan-y';
    const { signal } = this.#listening;
    canvas.addEventListener('pointerdown', (event) => this.#press(event), { signal });
    canvas.addEventListener('pointermove', (event) => this.#move(event), { signal });
    canvas.addEventListener('pointerup', (event) => this.#release(event), { signal });
    canvas.addEventListener('pointercancel', () => (this.#pressed = null), { signal });
    canvas.addEventListener('pointerleave', () => this.#hover(null), { signal });
  }

  dispose(): void {
    this.#listening.abort();
  }

  #press({ offsetX: x, pointerId }: PointerEvent): void {
    this.canvas.setPointerCapture(pointerId);
    this.#pressed = { x, yaw: this.target.yaw(), turning: false };
  }

  #move({ offsetX: x, offsetY: y }: PointerEvent): void {
    const pressed = this.#pressed;
    if (!pressed) {
      this.#hover(this.target.settingAt({ x, y }));
      return;
    }
    pressed.turning ||= Math.abs(x - pressed.x) > DRAG;
    if (!pressed.turning) return;
    const yaw = pressed.yaw - ((x - pressed.x) / FULL_TURN) * 2 * MOST_YAW;
    this.target.turnTo(Math.max(-MOST_YAW, Math.min(MOST_YAW, yaw)));
  }

  #release({ offsetX: x, offsetY: y }: PointerEvent): void {
    const setting = this.#pressed?.turning === false ? this.target.settingAt({ x, y }) : null;
    this.#pressed = null;
    if (setting) this.pointing.pin(setting);
  }

  #hover(setting: LiveSetting | null): void {
    if (setting === this.#hovered) return;
    this.#hovered = setting;
    this.canvas.style.cursor = setting ? 'pointer' : '';
    this.pointing.hover(setting);
  }
}
