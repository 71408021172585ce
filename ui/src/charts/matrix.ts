// What a drawn table of two sides is made of.
export type Field = {
  /** The number. */ text: string;
  /** What stands small beside it. */ small: string;
  /** How dark its ground is, 0 to 1. */ ink?: number;
  /** How long its hairline is, 0 to 1. */ bar?: number;
  /** Nothing moved. */ same?: boolean;
  /** All of it, said. */ told: string;
};
export type Line = { id: string; label: string; /** What it belongs to with the lines beside it. */ group?: string; fields: (Field | null)[] };
