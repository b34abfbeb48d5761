"""The ERP's own code, one program per vendor SDK. Law: nothing here knows the gateway; an SDK is used as its documentation says."""
