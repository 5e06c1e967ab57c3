namespace Workbench.Data.Tests;

public sealed class PrefetcherTests
{
    private static readonly InputConvention s_scenes = InputConvention.FromName("scenes");
    private static readonly string[] s_ids = [.. Enumerable.Range(0, 100).Select(i => $"{i}")];

    [Fact]
    public void Every_id_comes_once_and_in_order()
    {
        var random = new Random(1);
        var source = new ScriptedSource(_ => Thread.Sleep(random.Next(3)));
        var prepared = new Prefetcher(source, s_scenes, ahead: 7, threads: 4)
            .Prepare(s_ids, TestContext.Current.CancellationToken)
            .ToList();
        prepared.Select(p => p.Id).ShouldBe(s_ids);
        prepared.ShouldAllBe(p => p.Error == null && p.Sample!.Id == p.Id && p.Input!.Width == 4);
        source.MostAtOnce.ShouldBeInRange(1, 4);
    }

    [Fact]
    public void A_failed_image_is_returned_with_its_error()
    {
        var source = new ScriptedSource(id =>
        {
            if (id == "3") throw new DataException("The image '3' is truncated.");
            if (id == "5") throw new InvalidOperationException("Unforeseen.");
        });
        var prepared = new Prefetcher(source, s_scenes, ahead: 4).Prepare(s_ids, TestContext.Current.CancellationToken).ToList();
        prepared.Select(p => p.Id).ShouldBe(s_ids);
        prepared
            .Where(p => p.Error is not null)
            .Select(p => p.Error!.Message)
            .ShouldBe(["The image '3' is truncated.", "The image '5' cannot be prepared: Unforeseen."]);
        (prepared[3].Sample, prepared[3].Input).ShouldBe((null, null));
    }

    [Fact]
    public async Task Reads_no_further_ahead_than_told()
    {
        var source = new ScriptedSource(_ => { });
        using var items = new Prefetcher(source, s_scenes, ahead: 5, threads: 8)
            .Prepare(s_ids, TestContext.Current.CancellationToken)
            .GetEnumerator();
        source.Started.ShouldBe(0);
        for (var taken = 1; taken <= 10; taken++)
        {
            items.MoveNext().ShouldBeTrue();
            while (source.Started < taken + 5) await Task.Delay(1, TestContext.Current.CancellationToken);
            await Task.Delay(5, TestContext.Current.CancellationToken);
            source.Started.ShouldBe(taken + 5);
        }
    }

    [Fact]
    public void Cancelling_stops_at_once_even_while_a_read_hangs()
    {
        using var release = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource(50);
        var source = new ScriptedSource(_ => release.Wait());
        Should.Throw<OperationCanceledException>(() =>
            new Prefetcher(source, s_scenes, ahead: 4, threads: 2).Prepare(s_ids, cancel.Token).ToList());
        source.Started.ShouldBeLessThanOrEqualTo(2);
        release.Set();
    }

    [Fact]
    public async Task Cancelling_discards_prepared_images()
    {
        using var cancel = new CancellationTokenSource();
        var source = new ScriptedSource(_ => { });
        using var items = new Prefetcher(source, s_scenes, ahead: 5).Prepare(s_ids, cancel.Token).GetEnumerator();
        items.MoveNext().ShouldBeTrue();
        while (source.Started < 6) await Task.Delay(1, TestContext.Current.CancellationToken);
        await cancel.CancelAsync();
        Should.Throw<OperationCanceledException>(() => items.MoveNext());
    }

    [Fact]
    public async Task Leaving_early_stops_the_reading()
    {
        using var release = new SemaphoreSlim(1);
        var source = new ScriptedSource(_ => release.Wait());
        new Prefetcher(source, s_scenes, ahead: 50, threads: 1)
            .Prepare(s_ids, TestContext.Current.CancellationToken)
            .First()
            .Id.ShouldBe("0");
        release.Release(100);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        source.Started.ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public void No_ids_give_nothing() =>
        new Prefetcher(new ScriptedSource(_ => { }), s_scenes).Prepare([], TestContext.Current.CancellationToken).ShouldBeEmpty();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Bounds_below_one_are_refused(int ahead, int threads) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new Prefetcher(new ScriptedSource(_ => { }), s_scenes, ahead, threads));

    private sealed class ScriptedSource(Action<string> beforeRead) : IDataSource
    {
        private int _started;
        private int _now;
        private int _most;

        public IReadOnlyList<string> Classes => [];

        public IReadOnlyList<string> Ids => s_ids;

        public Annotation Annotations => Annotation.None;

        public string Hash => "";

        public int Started => Volatile.Read(ref _started);

        public int MostAtOnce => Volatile.Read(ref _most);

        public DataItem Read(string id)
        {
            Interlocked.Increment(ref _started);
            var now = Interlocked.Increment(ref _now);
            for (var most = MostAtOnce; now > most; most = MostAtOnce) Interlocked.CompareExchange(ref _most, now, most);
            try
            {
                beforeRead(id);
                return new DataItem(new Sample(id, 4, 3, []), Pictures.Ramp(4, 3));
            }
            finally
            {
                Interlocked.Decrement(ref _now);
            }
        }
    }
}
