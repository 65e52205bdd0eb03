/** @module TensorFlow's eager context: threads and devices of ops. */
import { configProto, type RuntimeOptions } from './options.js';
import type { Status } from './status.js';

export interface Device {
  /** Such as `/job:localhost/replica:0/task:0/device:CPU:0`. */
  readonly name: string;
  /** `CPU`, `GPU`. */
  readonly type: string;
  readonly memoryBytes: number;
}

/** Creates the context. It lives as long as the process. */
export function newContext(status: Status, options: RuntimeOptions): bigint {
  const { api, pointer } = status;
  const native = api.TFE_NewContextOptions();
  try {
    const config = configProto(options);
    api.TFE_ContextOptionsSetConfig(native, config, config.length, pointer);
    status.check('could not configure TensorFlow');
    const context = api.TFE_NewContext(native, pointer);
    status.check('could not start TensorFlow');
    return context;
  } finally {
    api.TFE_DeleteContextOptions(native);
  }
}

export function listDevices(status: Status, context: bigint): Device[] {
  const { api, pointer } = status;
  const list = api.TFE_ContextListDevices(context, pointer);
  status.check("could not list TensorFlow's devices");
  try {
    return Array.from({ length: api.TF_DeviceListCount(list) }, (_, i) => ({
      name: api.TF_DeviceListName(list, i, pointer),
      type: api.TF_DeviceListType(list, i, pointer),
      memoryBytes: Number(api.TF_DeviceListMemoryBytes(list, i, pointer)),
    }));
  } finally {
    api.TF_DeleteDeviceList(list);
  }
}
