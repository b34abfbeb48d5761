"""Where secrets lie. Law: nothing is stored in clear, nothing here is ever logged, and no interface hands a token out."""
