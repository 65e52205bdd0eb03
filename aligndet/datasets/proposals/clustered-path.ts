/** @module The file name of clustered proposals, as published by AlignDet. */

/** `train2017_ratio3size0008@0.5.json` becomes `train2017_ratio3size0008@0.5_cluster-id-as-class.json`. */
export const CLUSTERED_SUFFIX = '_cluster-id-as-class.json';

export function clusteredPath(proposals: string): string {
  return `${proposals.replace(/\.json$/, '')}${CLUSTERED_SUFFIX}`;
}
