using System.Security.Cryptography;
using Workbench.Data.Downloads;

namespace Workbench.Data.Tests.Downloads;

/// <summary>Pulled files, their checks, and the list of pullable files.</summary>
public sealed class PulledFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_put_there_by_hand_is_checked_once()
    {
        var bytes = PullPlace.Bytes(1000);
        var file = Place(bytes, bytes);
        (file.Exists, file.IsChecked).ShouldBe((true, false));
        Fault(file).ShouldBeNull();
        file.IsChecked.ShouldBeTrue();
        file.Found.ShouldBe($"sha-256 {Convert.ToHexStringLower(SHA256.HashData(bytes))}");

        // The result is stored until the file changes.
        var time = File.GetLastWriteTimeUtc(file.Path);
        File.WriteAllBytes(file.Path, PullPlace.Bytes(1000, seed: 2));
        File.SetLastWriteTimeUtc(file.Path, time);
        Fault(file).ShouldBeNull();
        Fault(file, again: true)!.ShouldContain("expected sha-256");
        File.SetLastWriteTimeUtc(file.Path, time.AddSeconds(1));
        file.IsChecked.ShouldBeFalse();
        Fault(file)!.ShouldStartWith($"'{file.Path}' is not thing: expected sha-256 ");
    }

    [Fact]
    public void An_unreadable_check_result_is_ignored()
    {
        var bytes = PullPlace.Bytes(1000);
        var file = Place(bytes, bytes);
        foreach (var text in (string[])["", "null", "[]", "{\"bytes\": \"many\"}"])
        {
            File.WriteAllText(file.Path + ".checked", text);
            file.IsChecked.ShouldBeFalse(text);
            Fault(file).ShouldBeNull();
        }
    }

    [Fact]
    public void The_flags_file_is_checked_by_its_form_and_counts()
    {
        var good = FlagsFile.Bytes;
        good.Length.ShouldBe(232_744);
        Finding(good).IsRightFile.ShouldBeTrue();
        Finding([.. good.SelectMany(value => value == '\n' ? "\r\n"u8.ToArray() : [value])])
            .IsRightFile.ShouldBeTrue("a checkout on Windows");
        var flagged = good.ToArray();
        flagged[^2] = (byte)'1';
        Finding(flagged).ShouldBe(new FileCheckResult(false, "4952 lines with 2231 flags in 1468 of them"));
        Finding(good[..^47]).Found.ShouldBe("4951 lines with 2230 flags in 1467 of them");
        Finding(good[..^1]).IsRightFile.ShouldBeTrue();
        Finding([.. good[..^2], (byte)'2', (byte)'\n']).Found.ShouldBe("a malformed line 4952: flag 20 is '2', not 0 or 1");
        Finding([.. good[..47], .. good[..^47]]).Found.ShouldBe("a malformed line 2: '000001' already has a line");
        Finding(new byte[2_000_000]).Found.ShouldBe("a longer file");
        Finding("<html>"u8.ToArray()).IsRightFile.ShouldBeFalse();
        Finding([]).IsRightFile.ShouldBeFalse();
    }

    [Fact]
    public void Pullable_files_follow_the_naming_rules()
    {
        Pullables.Names.ShouldBeUnique();
        foreach (var item in Pullables.All)
        {
            item.Name.ShouldMatch("^[a-z0-9_]+(-[a-z0-9]+)*$");
            (item.Source.Url?.Scheme ?? "http").ShouldStartWith("http");
            new object?[] { item.Source.Url, item.Source.File, item.Source.Package }.Count(place => place is not null).ShouldBe(1);
            item.Size.ShouldBeGreaterThan(0);
            foreach (var text in (string[])[item.Licence, item.Cite]) text.ShouldEndWith(".");
            if (item.Source.Package is { } package)
            {
                item.Check.Expected.ShouldMatch("^sha-256 [0-9a-f]{64}$");
                package.Version.ShouldMatch(@"^[0-9]+\.[0-9]+\.[0-9]+$");
                continue;
            }
            if (item.Check is Checksum { Algorithm.Name: "SHA256" } sum) item.File.ShouldContain($"-{sum.Hex}.pth");
            if (item.Check is Checksum checksum)
                checksum.Hex.ShouldMatch(checksum.Algorithm == HashAlgorithmName.MD5 ? "^[0-9a-f]{32}$" : "^[0-9a-f]{8}([0-9a-f]{2})?$");
        }
        foreach (var name in (string[])["vgg16-imagenet", "vgg16-voc07", "voc07-test", "voc07-trainval", "difficult-flags"])
            Pullables.Find(name).ShouldNotBeNull();
        PulledFile.At(new PulledFile(Pullables.All[0]).Path)!.Item.ShouldBe(Pullables.All[0]);
        PulledFile.At("elsewhere").ShouldBeNull();
    }

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(1, "1 byte")]
    [InlineData(999, "999 bytes")]
    [InlineData(232_744, "233 kB")]
    [InlineData(999_499, "999 kB")]
    [InlineData(999_500, "1 MB")]
    [InlineData(553_433_881, "553 MB")]
    [InlineData(999_500_000, "1.0 GB")]
    [InlineData(1_999_639_040, "2.0 GB")]
    public void Byte_counts_are_short(long bytes, string text) => ByteCount.Format(bytes).ShouldBe(text);

    private static string? Fault(PulledFile file, bool again = false) => file.FindFault(again, TestContext.Current.CancellationToken);

    private FileCheckResult Finding(byte[] bytes)
    {
        File.WriteAllBytes(_folder["flags.txt"], bytes);
        return new FlagCounts().Run(_folder["flags.txt"], TestContext.Current.CancellationToken);
    }

    private PulledFile Place(byte[] right, byte[] here)
    {
        var file = new PulledFile(PullPlace.CreatePullable(new Uri("http://127.0.0.1/"), right), _folder.Root);
        Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
        File.WriteAllBytes(file.Path, here);
        return file;
    }
}
