import type { Chart, Pick } from './chart';
import { Painter, themeOf } from './theme';
import type { Pointing, View, ViewState } from './view';

const NOTHING: Pick = () => null;

/** Fills `element` with a canvas that shows a chart, at most once a frame, and tells what its visitor points at. */
export class ChartView implements View {
  readonly #canvas = document.createElement('canvas');
  readonly #painter: Painter;
  #state: ViewState | null = null;
  #pick = NOTHING;

  constructor(
    private readonly element: HTMLElement,
    private readonly chart: Chart,
    private readonly pointing: Pointing,
  ) {
    this.#canvas.setAttribute('role', 'img');
    this.#canvas.setAttribute('aria-label', chart.name);
    element.append(this.#canvas);
    this.#painter = new Painter(element, () => this.#draw());
    this.#canvas.addEventListener('pointermove', ({ offsetX, offsetY }) => this.#hover(this.#pick(offsetX, offsetY)));
    this.#canvas.addEventListener('pointerleave', () => this.#hover(null));
    this.#canvas.addEventListener('click', ({ offsetX, offsetY }) => {
      const setting = this.#pick(offsetX, offsetY);
      if (setting) this.pointing.pin(setting);
    });
  }

  update(state: ViewState): void {
    this.#state = state;
    this.#painter.request();
  }

  dispose(): void {
    this.#painter.dispose();
    this.#canvas.remove();
  }

  #hover(setting: ReturnType<Pick>): void {
    this.#canvas.style.cursor = setting ? 'pointer' : '';
    this.pointing.hover(setting);
  }

  #draw(): void {
    if (!this.#state) return;
    const { clientWidth: width, clientHeight: height } = this.element;
    this.#canvas.width = Math.round(width * devicePixelRatio);
    this.#canvas.height = Math.round(height * devicePixelRatio);
    const context = this.#canvas.getContext('2d')!;
    context.scale(devicePixelRatio, devicePixelRatio);
    this.#pick = this.chart.draw(context, this.#state, { width, height }, themeOf(this.#canvas));
    this.#canvas.setAttribute('aria-label', this.chart.describe(this.#state));
  }
}
