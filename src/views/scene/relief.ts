import { float, Fn, Loop, select, vec3 } from 'three/tsl';
import type { Float, RowNodes, Vec3 } from './nodes';

/** Columns of a grid per column over which the relief is smoothed to either side. */
const SMOOTHNESS = 70;

/** Heights and slopes between the settings' rows: smooth, and nowhere higher or lower than the two rows around. */
export class Relief {
  /**
   * @param row before the place, from 1
   * @param share of the way from there to the next row
   */
  constructor(
    private readonly nodes: RowNodes,
    private readonly row: Float,
    private readonly share: Float,
  ) {}

  /** 1 where both rows are known, else 0. */
  get isKnown(): Float {
    return this.nodes.isKnown(this.#rowAfter(0)).mul(this.nodes.isKnown(this.#rowAfter(1)));
  }

  heightAt(column: Float): Float {
    return this.#curveAt(column).height;
  }

  /**
   * What the light falls on: estimates from a sample are rough on the scale of their bandwidth, which would be all that
   * is seen.
   *
   * @returns slope by the column and by the row, and height, over the columns around by least squares
   */
  slopesAt(column: Float): Vec3 {
    const reach = Math.max(1, Math.round(this.nodes.columns / SMOOTHNESS));
    const count = 2 * reach + 1;
    const squares = (reach * (reach + 1) * count) / 3;
    const estimate = Fn(() => {
      const sum = vec3(0).toVar();
      Loop(count, ({ i }) => {
        const away = float(i).sub(reach).toVar();
        const { height, slope } = this.#curveAt(column.add(away));
        sum.addAssign(vec3(height.mul(away).div(squares), slope.div(count), height.div(count)));
      });
      return sum;
    });
    return estimate();
  }

  /** Monotone cubic interpolation (Fritsch and Butland, SIAM J. Sci. Stat. Comput. 5, 1984) between rows. */
  #curveAt(column: Float): { height: Float; slope: Float } {
    const { nodes, share: t } = this;
    const [before, here, next, after] = [-1, 0, 1, 2].map((places) =>
      nodes.heightOf(nodes.at(this.#rowAfter(places), column).x.max(0)).toVar(),
    );
    const rise = next!.sub(here!).toVar();
    const from = harmonicMean(here!.sub(before!), rise).toVar();
    const to = harmonicMean(rise, after!.sub(next!)).toVar();
    const square = rise.mul(3).sub(from.mul(2)).sub(to);
    const cube = from.add(to).sub(rise.mul(2));
    const height = here!.add(t.mul(from.add(t.mul(square.add(t.mul(cube))))));
    const slope = from.add(t.mul(square.mul(2).add(t.mul(cube).mul(3))));
    return { height, slope };
  }

  #rowAfter(places: number): Float {
    return this.row.add(places).clamp(1, this.nodes.rows - 1);
  }
}

/** Of two slopes; 0 at a peak or a valley. */
function harmonicMean(a: Float, b: Float): Float {
  const product = a.mul(b);
  return select(product.greaterThan(1e-12), product.mul(2).div(a.add(b)), 0);
}
