package desktest_test

import (
	"testing"

	"balie/internal/desktest"
)

func TestAskedBackAndReopened(t *testing.T) { desktest.Each(t, desktest.AskedBackAndReopened) }

func TestHandedOverAndBack(t *testing.T) { desktest.Each(t, desktest.HandedOverAndBack) }
