/** Told how many bytes of a long read are done; `total` is 0 where it is not known. */
export type Progress = (done: number, total: number) => void;
