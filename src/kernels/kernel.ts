/**
 * What the host knows of a kernel: a value without logic beyond arithmetic, so that the plan and the tests can read it
 * where there is no GPU. Its shader, its CPU reference and its cases carry the same name.
 */
export interface Kernel<Binding extends string = string, Dims = never> {
  name: string;
  /** The shader's bindings by name; checked against the shader when its pipeline is made. */
  bindings: readonly Binding[];
  /** Invocations per workgroup; reaches the shader as the override WORKGROUP. */
  workgroup: number;
  /** Workgroups along x for one model; the models of a wave lie along y. */
  workgroups(dims: Dims): number;
  /** Arithmetic of one model's dispatch, in floating-point operations. */
  flops(dims: Dims): number;
  /** Traffic of one model's dispatch at least: the numbers it reads and those it writes, each once, without padding. */
  bytes(dims: Dims): number;
}

/** Sizes of one dense dispatch: B batch rows, I inputs, O outputs. */
export interface DenseDims {
  batch: number;
  fanIn: number;
  fanOut: number;
}

/** Linear layers of a network at most: 8 hidden ones and the output. */
export const MAX_LAYERS = 9;

/** Side of the square tile of outputs that one invocation of a dense kernel makes. */
export const TILE = 8;

/** Bytes of so many f32 or u32. */
export const words = (count: number): number => 4 * count;

export const ceilDiv = (a: number, b: number): number => Math.ceil(a / b);

/** Rows are padded to whole vec4s. */
export const vec4s = (scalars: number): number => ceilDiv(scalars, 4);

/** Workgroups that cover a (rows, columns) matrix with one tile per invocation. */
export function tileWorkgroups(rows: number, columns: number, workgroup: number): number {
  return ceilDiv(ceilDiv(rows, TILE) * ceilDiv(columns, TILE), workgroup);
}

/** Invocations of a workgroup of the kernels in subgroup tiles: as many lanes as a software adapter's widest subgroup. */
export const SUBGROUP_WORKGROUP = 8;

/** Rows and columns that such a workgroup makes: 16 rows of two vec4s per invocation. */
export const SUBGROUP_TILE = { rows: 16, columns: 8 * SUBGROUP_WORKGROUP };

/** Workgroups that cover a (rows, columns) matrix with tiles that a subgroup shares. */
export const subgroupWorkgroups = (rows: number, columns: number): number =>
  ceilDiv(rows, SUBGROUP_TILE.rows) * ceilDiv(columns, SUBGROUP_TILE.columns);
