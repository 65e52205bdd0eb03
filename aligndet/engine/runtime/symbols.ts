/**
 * @module The functions of TensorFlow's C API that the engine calls, with the types of their arguments.
 *
 * Both TypeScript types and native signatures are derived from this table. Pointers are `bigint`; where a function
 * reads
 * or fills an array, a typed array is passed.
 */
import koffi, { type TypeObject } from 'koffi';

/** An output of an operation in a graph, passed by value. */
export interface GraphOutput {
  readonly oper: bigint;
  readonly index: number;
}

const output = koffi.struct({ oper: 'void *', index: 'int' });

/** Types of the table below that koffi does not know by name. */
export const structTypes: Readonly<Record<string, TypeObject>> = {
  TF_Output: output,
  'TF_Output *': koffi.pointer(output),
};

type NativeArray = BigInt64Array | BigUint64Array | Int32Array | Uint8Array | Float32Array;

/** What TypeScript passes and gets for a native type. */
interface NativeTypes {
  void: undefined;
  int: number;
  uchar: number;
  float: number;
  int64_t: number | bigint;
  size_t: number | bigint;
  str: string;
  'void *': bigint | NativeArray | null;
  'TF_Output *': readonly GraphOutput[];
  TF_Output: GraphOutput;
}

interface NativeResults extends Omit<NativeTypes, 'void *' | 'int64_t' | 'size_t'> {
  'void *': bigint;
  int64_t: number;
  size_t: number;
}

type NativeArguments<Names extends readonly (keyof NativeTypes)[]> = {
  -readonly [I in keyof Names]: NativeTypes[Names[I]];
};

const P = 'void *';

export const symbols = {
  TF_Version: ['str', []],
  TF_NewStatus: [P, []],
  TF_GetCode: ['int', [P]],
  TF_Message: ['str', [P]],

  TF_GetAllOpList: [P, []],
  TF_DeleteBuffer: ['void', [P]],

  TF_AllocateTensor: [P, ['int', P, 'int', 'size_t']],
  TF_DeleteTensor: ['void', [P]],
  TF_TensorData: [P, [P]],
  TF_TensorByteSize: ['size_t', [P]],
  TF_TensorType: ['int', [P]],
  TF_StringInit: ['void', [P]],
  TF_StringCopy: ['void', [P, P, 'size_t']],
  TF_StringGetDataPointer: [P, [P]],
  TF_StringGetSize: ['size_t', [P]],

  TFE_NewContextOptions: [P, []],
  TFE_ContextOptionsSetConfig: ['void', [P, P, 'size_t', P]],
  TFE_DeleteContextOptions: ['void', [P]],
  TFE_NewContext: [P, [P, P]],
  TFE_ContextListDevices: [P, [P, P]],
  TFE_ContextClearCaches: ['void', [P]],
  TF_DeviceListCount: ['int', [P]],
  TF_DeviceListName: ['str', [P, 'int', P]],
  TF_DeviceListType: ['str', [P, 'int', P]],
  TF_DeviceListMemoryBytes: ['int64_t', [P, 'int', P]],
  TF_DeleteDeviceList: ['void', [P]],

  TFE_NewTensorHandle: [P, [P, P]],
  TFE_DeleteTensorHandle: ['void', [P]],
  TFE_TensorHandleResolve: [P, [P, P]],
  TFE_TensorHandleDataType: ['int', [P]],
  TFE_TensorHandleNumDims: ['int', [P, P]],
  TFE_TensorHandleDim: ['int64_t', [P, 'int', P]],

  TFE_NewOp: [P, [P, 'str', P]],
  TFE_DeleteOp: ['void', [P]],
  TFE_OpReset: ['void', [P, 'str', P, P]],
  TFE_OpAddInput: ['void', [P, P, P]],
  TFE_OpAddInputList: ['void', [P, P, 'int', P]],
  TFE_OpSetAttrString: ['void', [P, 'str', P, 'size_t']],
  TFE_OpSetAttrStringList: ['void', [P, 'str', P, P, 'int']],
  TFE_OpSetAttrInt: ['void', [P, 'str', 'int64_t']],
  TFE_OpSetAttrIntList: ['void', [P, 'str', P, 'int']],
  TFE_OpSetAttrFloat: ['void', [P, 'str', 'float']],
  TFE_OpSetAttrFloatList: ['void', [P, 'str', P, 'int']],
  TFE_OpSetAttrBool: ['void', [P, 'str', 'uchar']],
  TFE_OpSetAttrBoolList: ['void', [P, 'str', P, 'int']],
  TFE_OpSetAttrType: ['void', [P, 'str', 'int']],
  TFE_OpSetAttrTypeList: ['void', [P, 'str', P, 'int']],
  TFE_OpSetAttrShape: ['void', [P, 'str', P, 'int', P]],
  TFE_OpSetAttrShapeList: ['void', [P, 'str', P, P, 'int', P]],
  TFE_OpSetAttrFunctionName: ['void', [P, 'str', 'str', 'size_t']],
  TFE_Execute: ['void', [P, P, P, P]],

  TF_NewGraph: [P, []],
  TF_DeleteGraph: ['void', [P]],
  TF_NewOperation: [P, [P, 'str', 'str']],
  TF_AddInput: ['void', [P, 'TF_Output']],
  TF_AddInputList: ['void', [P, 'TF_Output *', 'int']],
  TF_FinishOperation: [P, [P, P]],
  TF_SetAttrString: ['void', [P, 'str', P, 'size_t']],
  TF_SetAttrStringList: ['void', [P, 'str', P, P, 'int']],
  TF_SetAttrInt: ['void', [P, 'str', 'int64_t']],
  TF_SetAttrIntList: ['void', [P, 'str', P, 'int']],
  TF_SetAttrFloat: ['void', [P, 'str', 'float']],
  TF_SetAttrFloatList: ['void', [P, 'str', P, 'int']],
  TF_SetAttrBool: ['void', [P, 'str', 'uchar']],
  TF_SetAttrBoolList: ['void', [P, 'str', P, 'int']],
  TF_SetAttrType: ['void', [P, 'str', 'int']],
  TF_SetAttrTypeList: ['void', [P, 'str', P, 'int']],
  TF_SetAttrShape: ['void', [P, 'str', P, 'int']],
  TF_SetAttrShapeList: ['void', [P, 'str', P, P, 'int']],
  TF_SetAttrFuncName: ['void', [P, 'str', 'str', 'size_t']],
  TF_SetAttrTensor: ['void', [P, 'str', P, P]],
  TF_OperationNumOutputs: ['int', [P]],
  TF_OperationOutputType: ['int', ['TF_Output']],
  TF_GraphGetTensorNumDims: ['int', [P, 'TF_Output', P]],
  TF_GraphGetTensorShape: ['void', [P, 'TF_Output', P, 'int', P]],
  TF_GraphToFunction: [
    P,
    [P, 'str', 'uchar', 'int', P, 'int', 'TF_Output *', 'int', 'TF_Output *', P, P, 'str', P],
  ],
  TF_DeleteFunction: ['void', [P]],
  TFE_ContextAddFunction: ['void', [P, P, P]],
  TFE_ContextRemoveFunction: ['void', [P, 'str', P]],
} as const satisfies Record<string, readonly [keyof NativeTypes, readonly (keyof NativeTypes)[]]>;

type Symbols = typeof symbols;

/** The C API as TypeScript sees it. */
export type TensorFlowApi = {
  readonly [Name in keyof Symbols]: (
    ...args: NativeArguments<Symbols[Name][1]>
  ) => NativeResults[Symbols[Name][0]];
};
