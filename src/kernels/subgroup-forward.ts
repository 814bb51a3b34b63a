import { denseForward } from './dense-forward';
import { SUBGROUP_WORKGROUP, subgroupWorkgroups, type DenseDims, type Kernel } from './kernel';

/** As {@link denseForward}, in tiles that a subgroup shares. */
export const subgroupForward = {
  ...denseForward,
  name: 'subgroup-forward',
  workgroup: SUBGROUP_WORKGROUP,
  workgroups: ({ batch, fanOut }) => subgroupWorkgroups(batch, fanOut),
} as const satisfies Kernel<string, DenseDims>;
