export { type LineChart, renderLineChart, type Series } from './charts/line-chart.js';
export { type PrecisionCurve, precisionRecallChart } from './charts/precision-recall.js';
export { smooth } from './charts/smooth.js';
export { bestMetric, CURVES, writeCurves } from './logs/curves.js';
export { joinLogs } from './logs/join-logs.js';
export { readRuns } from './logs/read-runs.js';
export { type ChartGroup, metricNames, type NamedLog, trainingCharts } from './logs/training-charts.js';
export {
  type EpochTime,
  keysOfLog,
  type LogEntry,
  parseTrainingLog,
  readTrainingLog,
  seriesOfLog,
  type TrainingLog,
  type TrainingTimes,
  trainingTimes,
} from './logs/training-log.js';
export { colorOfInstance, colorOfLabel, inkOn, seriesColors } from './palette.js';
export {
  type DetectionDrawOptions,
  drawDetections,
  drawTruth,
  type Panel,
  sideBySide,
  type Truth,
} from './pictures/draw-detections.js';
export { type DrawnInstance, drawBoxes, drawMasks, textScaleFor } from './pictures/draw-instances.js';
export { encodePicture, type PictureFormat } from './pictures/encode.js';
export { drawText, textWidth } from './pictures/font.js';
export {
  type Area,
  blankPicture,
  enlargePicture,
  fillArea,
  type Picture,
  pictureOf,
  placePicture,
  type Rgb,
  strokeArea,
} from './pictures/picture.js';
export {
  type KeyFigure,
  type Report,
  type ReportBlock,
  type ReportPicture,
  type ReportSection,
  type ReportTable,
  renderReport,
} from './report/report.js';
