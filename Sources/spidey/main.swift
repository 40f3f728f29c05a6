print("spidey")
