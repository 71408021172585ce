/** A figure as it is drawn: what it is, and between what it lies. */
export type Estimate = {
  label: string; /** The figure as it is written. */ text: string; /** All of it, for who listens. */ told: string;
  /** None: it is not told. */ value: number | null; low?: number | null; high?: number | null;
  /** The same by another count. */ beside?: number | null;
  /** Only for what is proven. */ tone?: 'fewer' | 'more';
};
