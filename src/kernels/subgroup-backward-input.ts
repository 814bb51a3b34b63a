import { denseBackwardInput } from './dense-backward-input';
import { SUBGROUP_WORKGROUP, subgroupWorkgroups, type DenseDims, type Kernel } from './kernel';

/** As {@link denseBackwardInput}, in tiles that a subgroup shares. */
export const subgroupBackwardInput = {
  ...denseBackwardInput,
  name: 'subgroup-backward-input',
  workgroup: SUBGROUP_WORKGROUP,
  workgroups: ({ batch, fanIn }) => subgroupWorkgroups(batch, fanIn),
} as const satisfies Kernel<string, DenseDims>;
