import type { DensityStore } from '../../src/views/density-store';
import { pictureOf, type Picture } from '../../src/views/export/picture';
import type { DensityScene } from '../../src/views/scene/density-scene';
import { NUMBER_LISTING } from '../../src/views/numbers/number-table';
import { TableView } from '../../src/views/table-view';
import type { Pointing, View, ViewState } from '../../src/views/view';
import type { TakenDevice } from '../device';
import { VIEW_KINDS, VIEW_SCALES, type LinkedView } from '../experiment/link-view';
import { Choice } from './choice';
import { byId, make } from './elements';
import type { Attempt } from './notices';
import { saveMenu } from './save-menu';

/** Vertices of the scene that an adapter draws in a blink. */
const VERTICES = { hardware: 200_000, software: 5000 };

const KINDS = ['auto', ...VIEW_KINDS] as const;
const KIND_LABELS = { auto: 'Auto', ridge: 'Ridges', field: 'Field', heat: 'Heat map', fan: 'Fan', table: 'Table' };
const SCALE_LABELS = { asinh: 'asinh', linear: 'linear to 2.7', log: 'log' };

interface Settings {
  kind: (typeof KINDS)[number];
  scale: (typeof VIEW_SCALES)[number];
  /** Degrees. */
  camera: number;
}

/** What the scene tells of itself. */
export interface HeroHandlers {
  /** The view, its scale or its camera is another one. */
  changed(): void;
  /** So many bytes of densities were read back for a file. */
  saved(bytes: number): void;
  attempt: Attempt;
}

/** The scene in its place, with the switches of its view; three.js comes after the first paint. */
export class Hero implements View {
  readonly #surface = byId('scene', HTMLDivElement);
  readonly #kinds = new Choice<Settings['kind']>(byId('view', HTMLDivElement), (kind) => this.configure({ kind }));
  readonly #scales = new Choice<Settings['scale']>(byId('scale', HTMLDivElement), (scale) => this.configure({ scale }));
  #settings: Settings = { kind: 'auto', scale: 'asinh', camera: 0 };
  #scene: DensityScene | null = null;
  #device: GPUDevice | null = null;
  /** The latest that it was to draw on. */
  #opening: GPUDevice | null = null;
  #table: TableView | null = null;
  #store: DensityStore | null = null;
  #state: ViewState | null = null;

  constructor(
    private readonly pointing: Pointing,
    private readonly handlers: HeroHandlers,
  ) {
    const menu = saveMenu('p(θ)', this.#surface, () => this.#picture(), handlers.attempt);
    this.#surface.previousElementSibling?.append(menu);
    // where a drag that turns the scene ends
    this.#surface.addEventListener('pointerup', () => handlers.changed());
    this.configure({});
  }

  /** What a link says of the view. */
  get look(): LinkedView {
    const { kind, scale } = this.#settings;
    const camera = this.#camera;
    return {
      ...(kind === 'auto' ? {} : { kind }),
      ...(scale === 'asinh' ? {} : { scale }),
      ...(camera === 0 ? {} : { camera }),
    };
  }

  /** Keeps the last picture, because its device is lost. */
  freeze(): void {
    this.#scene?.freeze();
  }

  /** Whether it can draw what lies on this device. */
  isOn(device: GPUDevice): boolean {
    return this.#device === device;
  }

  /** Draws on a device: the first one, or another after a loss; until then the last picture stays. */
  async open({ device, adapter }: TakenDevice): Promise<void> {
    this.#opening = device;
    const { DensityScene: Scene } = await import('../../src/views/scene/density-scene');
    const stage = make('div', { className: 'stage surface' });
    const options = { mostVertices: VERTICES[adapter.software ? 'software' : 'hardware'], pointing: this.pointing };
    const scene = await Scene.create(device, stage, options);
    if (device !== this.#opening) return scene.dispose(); // lost meanwhile, and replaced
    const camera = this.#camera;
    this.#scene?.dispose();
    this.#device = device;
    this.#surface.replaceChildren(stage);
    this.#scene = scene;
    this.#table = null;
    if (this.#store) this.#scene.setStore(this.#store);
    this.configure({ camera });
  }

  /** Draws from these densities from now on. */
  show(store: DensityStore): void {
    this.#store = store;
    if (this.isOn(store.device)) this.#scene?.setStore(store);
  }

  configure(settings: Partial<Settings>): void {
    this.#settings = { ...this.#settings, camera: this.#camera, ...settings };
    const { kind, scale, camera } = this.#settings;
    this.#kinds.show(KINDS, kind, KIND_LABELS);
    this.#scales.show(VIEW_SCALES, scale, SCALE_LABELS);
    if (kind !== 'table') this.#scene?.configure({ kind, scale });
    if (this.#scene) this.#scene.camera = camera;
    this.#showTable(kind === 'table');
    if (this.#state) this.update(this.#state);
    this.handlers.changed();
  }

  nextKind(): void {
    this.configure({ kind: following(KINDS, this.#settings.kind) });
  }

  nextScale(): void {
    this.configure({ scale: following(VIEW_SCALES, this.#settings.scale) });
  }

  turn(degrees: number): void {
    this.configure({ camera: this.#camera + degrees });
  }

  update(state: ViewState): void {
    this.#state = state;
    this.#scene?.update(state);
    this.#table?.update(state);
  }

  dispose(): void {
    this.#scene?.dispose();
    this.#table?.dispose();
  }

  /** The scene knows best: it is turned by dragging, too. */
  get #camera(): number {
    return this.#scene?.camera ?? this.#settings.camera;
  }

  async #picture(): Promise<Picture | null> {
    const shown = await this.#scene?.chart();
    if (!shown || !this.#state) return null;
    this.handlers.saved(shown.bytes);
    return pictureOf(shown.chart, this.#state);
  }

  #showTable(isShown: boolean): void {
    if (isShown === (this.#table !== null)) return;
    this.#surface.classList.toggle('scroller', isShown);
    this.#surface.querySelector('.stage')?.toggleAttribute('hidden', isShown);
    this.#table?.dispose();
    this.#table = isShown ? new TableView(this.#surface, NUMBER_LISTING, this.pointing) : null;
  }
}

function following<T>(all: readonly T[], one: T): T {
  return all[(all.indexOf(one) + 1) % all.length]!;
}
