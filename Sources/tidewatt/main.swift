print("tidewatt")
