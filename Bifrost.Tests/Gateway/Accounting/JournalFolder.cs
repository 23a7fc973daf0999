using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bifrost.Tests.Gateway.Accounting;

/// <summary>A journal's folder that can be opened, copied as a crash would leave it, and opened again.</summary>
internal sealed class JournalFolder : IDisposable
{
    private readonly TempFolder folder = new();
    private int copies;

    public string Path => folder.Combine("journal");

    public string[] Segments => [.. Directory.GetFiles(Path, "*.journal").Order(StringComparer.Ordinal)];

    public UsageJournal Open(UsageQueue queue, long segmentBytes = 16 << 20, long limitBytes = 1 << 30) => Open(Path, queue, segmentBytes, limitBytes);

    /// <summary>What a process that is killed now leaves: the files as they are.</summary>
    public string Copy()
    {
        var copy = folder.Combine($"copy{++copies}");
        Directory.CreateDirectory(copy);
        foreach (var segment in Segments) File.Copy(segment, System.IO.Path.Combine(copy, System.IO.Path.GetFileName(segment)));
        return copy;
    }

    /// <summary>Opens a folder as the next start would; returns what reaches the writer.</summary>
    public static async Task<(JournalReplay Replay, List<PendingUsage> Pending)> ReplayAsync(string path, bool written = false)
    {
        var queue = new UsageQueue();
        await using var journal = Open(path, queue);
        var replay = await journal.ReplayAsync();
        var pending = new List<PendingUsage>();
        queue.Take(pending, int.MaxValue);
        if (written) pending.ForEach(p => p.Written());
        return (replay, pending);
    }

    public static UsageJournal Open(string path, UsageQueue queue, long segmentBytes = 16 << 20, long limitBytes = 1 << 30) =>
        new(new JournalSettings(path) { SegmentBytes = segmentBytes, LimitBytes = limitBytes }, queue, NullLogger<UsageJournal>.Instance);

    public void Dispose() => folder.Dispose();
}
