export { type LineChart, renderLineChart, type Series } from './charts/line-chart.js';
export { smooth } from './charts/smooth.js';
export {
  type DetectionDrawOptions,
  type DrawnGroundTruth,
  drawDetections,
  drawGroundTruth,
  type Panel,
  sideBySide,
} from './images/draw-detections.js';
export { type DrawnInstance, drawBoxes, drawMasks, textScaleFor } from './images/draw-instances.js';
export { encodeImage, type ImageFormat } from './images/encode.js';
export { drawText, textWidth } from './images/font.js';
export {
  type Area,
  blankImage,
  enlargeImage,
  fillArea,
  pasteImage,
  type Rgb,
  type RgbImage,
  strokeArea,
} from './images/rgb-image.js';
export { bestMetric, CURVES, writeCurves } from './logs/curves.js';
export { joinLogs } from './logs/join-logs.js';
export { readRuns } from './logs/read-runs.js';
export { type ChartGroup, metricNames, type NamedLog, trainingCharts } from './logs/training-charts.js';
export {
  keysOfLog,
  type LogEntry,
  parseTrainingLog,
  readTrainingLog,
  seriesOfLog,
  type TrainingLog,
} from './logs/training-log.js';
export { colorOfInstance, colorOfLabel, inkOn, seriesColors } from './palette.js';
export {
  type KeyFigure,
  type Report,
  type ReportBlock,
  type ReportImage,
  type ReportSection,
  type ReportTable,
  renderReport,
} from './report/report.js';
