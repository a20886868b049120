# Header names reach the functions as they were sent.
h11_pass_raw_headers = True
