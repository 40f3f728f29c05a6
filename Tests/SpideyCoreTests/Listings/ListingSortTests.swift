import Testing

@testable import SpideyCore

@Suite struct ListingSortTests {
    /// Sorted in steps of bounded size, whatever the number of runs: the same as sorted at once.
    @Test(arguments: [0, 1, 2, 4095, 4096, 4097, 8192, 12_289, 50_000])
    func sortsInSteps(_ count: Int) {
        var generator = SystemRandomNumberGenerator()
        var names: [UInt8] = []
        let texts = (0..<count).map { index in
            // Long enough that many keys are equal and the names decide.
            let stem = ["some-rather-long-name-", "x", "Some-Rather-Long-Name-"][index % 3]
            return Array("\(stem)\(Int.random(in: 0..<count, using: &generator)).\(index)".utf8)
        }
        var items: [ListingItem] = []
        for (index, text) in texts.enumerated() {
            let range = names.count..<names.count + text.count
            names += text + [0]
            let isFolder = index % 7 == 0
            var item = ListingItem(range, isFolder: isFolder, index: 0)
            item.key = NaturalKey(text.span, isFolder: isFolder, skipped: 0)
            items.append(item)
        }
        var sort = ListingSort(items)
        var steps = 1
        while sort.step(names) { steps += 1 }
        let sorted = sort.items
        #expect(sorted.count == count)
        #expect(steps >= count / ListingSort.runLength)
        let isSorted = zip(sorted, sorted.dropFirst()).allSatisfy { left, right in
            if left.isFolder != right.isFolder { return left.isFolder }
            return NaturalOrder.precedes(Array(names[left.range]), Array(names[right.range]))
        }
        #expect(isSorted)
        #expect(Set(sorted.map(\.range.lowerBound)).count == count)
    }
}
