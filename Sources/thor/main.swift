print("thor")
