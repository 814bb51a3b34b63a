import { denseBackwardWeight } from './dense-backward-weight';
import { SUBGROUP_WORKGROUP, subgroupWorkgroups, type DenseDims, type Kernel } from './kernel';

/** As {@link denseBackwardWeight}, in tiles that a subgroup shares. */
export const subgroupBackwardWeight = {
  ...denseBackwardWeight,
  name: 'subgroup-backward-weight',
  workgroup: SUBGROUP_WORKGROUP,
  workgroups: ({ fanOut, fanIn }) => subgroupWorkgroups(fanOut, fanIn),
} as const satisfies Kernel<string, DenseDims>;
