using System.Diagnostics;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Gateway.Accounting;

/// <summary>kill -9 of a process that does nothing but append: whatever it was told is written is there, and whole.</summary>
[Collection(ProcessTests.Name)]
public sealed class JournalKillTests
{
    private const string FolderVariable = "BIFROST_TEST_JOURNAL";
    private const int IdLength = 16;
    private const int Threads = 4;
    private const int Kills = 3;
    private const int Acknowledged = 5_000;

    [Theory, InlineData(true), InlineData(false)]
    public async Task What_a_killed_process_was_told_is_written_is_there_once(bool map)
    {
        using var folder = new TempFolder();
        var path = folder.Combine("journal");
        for (var kill = 1; kill <= Kills; kill++) await AppendUntilKilledAsync(path, kill, map);
        var acknowledged = new HashSet<Guid>();
        for (var kill = 1; kill <= Kills; kill++) acknowledged.UnionWith(ReadAcknowledged(path + kill));

        var queue = new UsageQueue();
        await using var journal = JournalFolder.Open(path, queue);
        var replay = await journal.ReplayAsync(TestContext.Current.CancellationToken);
        var found = new List<PendingUsage>();
        while (journal.Backlog > 0)
        {
            var before = found.Count;
            queue.Take(found, int.MaxValue);
            for (var i = before; i < found.Count; i++) found[i].Written();
        }

        var completed = found.Where(p => p.Record.Outcome == UsageOutcome.Completed).Select(p => p.Record.Id).ToHashSet();
        Assert.True(acknowledged.Count >= Kills * Acknowledged);
        Assert.Empty(acknowledged.Except(completed));
        Assert.Equal(found.Count, found.DistinctBy(p => p.Record.Id).Count());
        Assert.Equal(found.Count, replay.Settled + replay.Interrupted);
        Assert.InRange(replay.Interrupted, 0, Threads * Kills);
        Assert.Equal(0, replay.CorruptBytes);
        TestContext.Current.TestOutputHelper!.WriteLine($"{acknowledged.Count} acknowledged; {replay}");
    }

    /// <summary>The process that is killed; run by the test above.</summary>
    [Fact(Explicit = true)]
    public async Task Append_until_killed()
    {
        var (path, kill, map) = Environment.GetEnvironmentVariable(FolderVariable)!.Split('|') is [var a, var b, var c] ? (a, b, bool.Parse(c)) : default;
        using var acknowledged = File.OpenHandle(path + kill, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite);
        await using var journal = JournalFolder.Open(path!, new UsageQueue(), segmentBytes: 256 << 10, map: map);
        var end = 0L;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 250_000; i++)
            {
                var record = At(Noon);
                journal.Settle(journal.Begin(record), record);
                RandomAccess.Write(acknowledged, record.Id.ToByteArray(bigEndian: true), Interlocked.Add(ref end, IdLength) - IdLength);
            }
        })));
    }

    private static async Task AppendUntilKilledAsync(string path, int kill, bool map)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(JournalKillTests).Assembly.Location, "--explicit", "only", "--filter-method", $"{typeof(JournalKillTests).FullName}.{nameof(Append_until_killed)}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [FolderVariable] = $"{path}|{kill}|{map}" },
        };
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            await Polling.UntilAsync(() => child.HasExited || new FileInfo(path + kill) is { Exists: true, Length: > Acknowledged * IdLength }, () => "The child appends nothing.", TimeSpan.FromSeconds(60));
        }
        finally
        {
            child.Kill();
        }

        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(File.Exists(path + kill), await output);
    }

    private static IEnumerable<Guid> ReadAcknowledged(string path)
    {
        var bytes = File.ReadAllBytes(path);
        for (var at = 0; at + IdLength <= bytes.Length; at += IdLength)
        {
            // Zero: killed between the claim of a place and its write.
            var id = new Guid(bytes.AsSpan(at, IdLength), bigEndian: true);
            if (id != Guid.Empty) yield return id;
        }
    }
}
