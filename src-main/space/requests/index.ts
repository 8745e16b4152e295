export { Requests, type RequestsOptions, type SendRequest } from './requests'
